/** What a row was measured with beyond its own fault, as part of its name: results in other circumstances do not replace each other. */
export const circumstances = ({ killsKeeper, dnsSeconds }) =>
  [killsKeeper && 'keepers killed', dnsSeconds && `DNS old for ${dnsSeconds} s`]
    .filter(Boolean)
    .map((text) => ` + ${text}`)
    .join('');
