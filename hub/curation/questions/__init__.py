"""Questions of readers: who is asked, what they answer, and the answers that stand on the site."""
