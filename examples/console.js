// A page of a web console: lists the bindings of a prefix with the visitor's token, through a proxy on the page's origin.
import { Byoip } from 'byoip';

const { token, account, prefix } = Object.fromEntries(new FormData(document.forms[0]));
const client = new Byoip({ apiToken: token, accountId: account, baseURL: `${location.origin}/api` });
const list = document.querySelector('ul');
try {
  for await (const { cidr, serviceName, state } of client.addressing.prefixes.serviceBindings.list(prefix)) {
    const item = list.appendChild(document.createElement('li'));
    item.textContent = `${cidr} belongs to ${serviceName} (${state})`;
  }
} catch (error) {
  list.textContent = `${error.message}; ${error.help}`;
}
