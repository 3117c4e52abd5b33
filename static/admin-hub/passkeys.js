// Passkeys: a button of a form with data-passkey asks the browser and sends its answer with the form.
// "create" makes one, "get" uses one; data-options is what the server asks for (WebAuthn, level 3).
(() => {
  const bytes = (text) =>
    Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (sign) => sign.charCodeAt(0));
  const text = (buffer) =>
    btoa(String.fromCharCode(...new Uint8Array(buffer)))
      .replaceAll("+", "-")
      .replaceAll("/", "_")
      .replaceAll("=", "");
  const described = (list) => (list || []).map((each) => ({ ...each, id: bytes(each.id) }));

  function read(options) {
    const asked = { ...options.publicKey, challenge: bytes(options.publicKey.challenge) };
    if (asked.user) asked.user = { ...asked.user, id: bytes(asked.user.id) };
    if (asked.excludeCredentials) asked.excludeCredentials = described(asked.excludeCredentials);
    if (asked.allowCredentials) asked.allowCredentials = described(asked.allowCredentials);
    return { publicKey: asked };
  }

  function write(credential) {
    const response = {};
    for (const name of ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"])
      if (credential.response[name]) response[name] = text(credential.response[name]);
    return JSON.stringify({
      id: credential.id,
      rawId: text(credential.rawId),
      type: credential.type,
      response,
      clientExtensionResults: credential.getClientExtensionResults(),
    });
  }

  for (const form of document.querySelectorAll("form[data-passkey]")) {
    if (!window.PublicKeyCredential) continue;
    const button = form.querySelector("button");
    const failed = form.querySelector("[data-failed]");
    form.querySelector("[data-unsupported]").hidden = true;
    button.hidden = false;
    form.addEventListener("submit", async (event) => {
      if (form.elements.credential.value) return;
      event.preventDefault();
      failed.hidden = true;
      button.disabled = true;
      try {
        const options = read(JSON.parse(form.dataset.options));
        form.elements.credential.value = write(await navigator.credentials[form.dataset.passkey](options));
        form.submit();
      } catch {
        button.disabled = false;
        failed.hidden = false;
      }
    });
  }
})();
