"""From bytes to rows. What opens a file of others runs in a child process with limits.

The child's modules import nothing of Django and each other only relatively: it starts them as a
package of its own, in a tenth of the time and without the site's secrets.
"""
