// How the page behind the link in a message looks: large enough for a thumb.

export const ACK_STYLE = `
body { max-width: 32rem; margin: 0 auto; padding: 1rem; font: 1.125rem/1.5 system-ui, sans-serif; color-scheme: light dark; }
input, button { box-sizing: border-box; display: block; width: 100%; min-height: 3rem; margin-top: 0.5rem; padding: 0.5rem 0.75rem; font: inherit; }
button { border: 0; border-radius: 0.5rem; background: #1257a6; color: #fff; font-weight: 600; }
`
