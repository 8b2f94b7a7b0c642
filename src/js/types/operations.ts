// The operations of the API. Generated from the table in src/operation.rs by tests/core/operations.rs: do not edit.

import type { BgpPrefix, Delegation, MagicRoute, Prefix, Service, ServiceBinding } from './api.js';

/** Every {@link Operation}: its method and path, the HTTP status of a success, and the permissions any of which a token needs. */
export const OPERATIONS = {
  'list-services': {
    method: 'GET',
    path: '/accounts/{account_id}/addressing/services',
    status: 200,
    permissions: ['IP Prefixes: Read', 'IP Prefixes: Write'],
  },
  'list-prefixes': {
    method: 'GET',
    path: '/accounts/{account_id}/addressing/prefixes',
    status: 200,
    permissions: [
      'IP Prefixes: Read',
      'IP Prefixes: Write',
      'IP Prefixes: BGP On Demand Read',
      'IP Prefixes: BGP On Demand Write',
      'Magic Transit Read',
      'Magic Transit Write',
    ],
  },
  'get-prefix': {
    method: 'GET',
    path: '/accounts/{account_id}/addressing/prefixes/{prefix_id}',
    status: 200,
    permissions: [
      'IP Prefixes: Read',
      'IP Prefixes: Write',
      'IP Prefixes: BGP On Demand Read',
      'IP Prefixes: BGP On Demand Write',
      'Magic Transit Read',
      'Magic Transit Write',
    ],
  },
  'edit-prefix': {
    method: 'PATCH',
    path: '/accounts/{account_id}/addressing/prefixes/{prefix_id}',
    status: 200,
    permissions: ['IP Prefixes: Write', 'Magic Transit Write'],
  },
  'validate-prefix': {
    method: 'POST',
    path: '/accounts/{account_id}/addressing/prefixes/{prefix_id}/validate',
    status: 202,
    permissions: ['IP Prefixes: Write', 'Magic Transit Write'],
  },
  'list-bindings': {
    method: 'GET',
    path: '/accounts/{account_id}/addressing/prefixes/{prefix_id}/bindings',
    status: 200,
    permissions: ['IP Prefixes: Read', 'IP Prefixes: Write'],
  },
  'get-binding': {
    method: 'GET',
    path: '/accounts/{account_id}/addressing/prefixes/{prefix_id}/bindings/{binding_id}',
    status: 200,
    permissions: ['IP Prefixes: Read', 'IP Prefixes: Write'],
  },
  'create-binding': {
    method: 'POST',
    path: '/accounts/{account_id}/addressing/prefixes/{prefix_id}/bindings',
    status: 201,
    permissions: ['IP Prefixes: Write'],
  },
  'delete-binding': {
    method: 'DELETE',
    path: '/accounts/{account_id}/addressing/prefixes/{prefix_id}/bindings/{binding_id}',
    status: 200,
    permissions: ['IP Prefixes: Write'],
  },
  'list-bgp-prefixes': {
    method: 'GET',
    path: '/accounts/{account_id}/addressing/prefixes/{prefix_id}/bgp/prefixes',
    status: 200,
    permissions: [
      'IP Prefixes: Read',
      'IP Prefixes: Write',
      'IP Prefixes: BGP On Demand Read',
      'IP Prefixes: BGP On Demand Write',
      'Magic Transit Read',
      'Magic Transit Write',
    ],
  },
  'get-bgp-prefix': {
    method: 'GET',
    path: '/accounts/{account_id}/addressing/prefixes/{prefix_id}/bgp/prefixes/{bgp_prefix_id}',
    status: 200,
    permissions: [
      'IP Prefixes: Read',
      'IP Prefixes: Write',
      'IP Prefixes: BGP On Demand Read',
      'IP Prefixes: BGP On Demand Write',
      'Magic Transit Read',
      'Magic Transit Write',
    ],
  },
  'edit-bgp-prefix': {
    method: 'PATCH',
    path: '/accounts/{account_id}/addressing/prefixes/{prefix_id}/bgp/prefixes/{bgp_prefix_id}',
    status: 200,
    permissions: ['IP Prefixes: Write', 'IP Prefixes: BGP On Demand Write', 'Magic Transit Write'],
  },
  'create-bgp-prefix': {
    method: 'POST',
    path: '/accounts/{account_id}/addressing/prefixes/{prefix_id}/bgp/prefixes',
    status: 200,
    permissions: [],
  },
  'delete-bgp-prefix': {
    method: 'DELETE',
    path: '/accounts/{account_id}/addressing/prefixes/{prefix_id}/bgp/prefixes/{bgp_prefix_id}',
    status: 200,
    permissions: [],
  },
  'list-delegations': {
    method: 'GET',
    path: '/accounts/{account_id}/addressing/prefixes/{prefix_id}/delegations',
    status: 200,
    permissions: [],
  },
  'create-delegation': {
    method: 'POST',
    path: '/accounts/{account_id}/addressing/prefixes/{prefix_id}/delegations',
    status: 200,
    permissions: ['IP Prefixes: Write'],
  },
  'delete-delegation': {
    method: 'DELETE',
    path: '/accounts/{account_id}/addressing/prefixes/{prefix_id}/delegations/{delegation_id}',
    status: 200,
    permissions: ['IP Prefixes: Write'],
  },
  'list-magic-routes': {
    method: 'GET',
    path: '/accounts/{account_id}/magic/routes',
    status: 200,
    permissions: ['Magic Transit Read', 'Magic Transit Write', 'Magic WAN Read', 'Magic WAN Write'],
  },
} as const;

/** The operations of the addressing API that the package supports. */
export type Operation = keyof typeof OPERATIONS;

/** The type of each operation's `result`. */
export interface ResultOf {
  'list-services': readonly Service[];
  'list-prefixes': readonly Prefix[];
  'get-prefix': Prefix;
  'edit-prefix': Prefix;
  'validate-prefix': Prefix;
  'list-bindings': readonly ServiceBinding[];
  'get-binding': ServiceBinding;
  'create-binding': ServiceBinding;
  'delete-binding': null;
  'list-bgp-prefixes': readonly BgpPrefix[];
  'get-bgp-prefix': BgpPrefix;
  'edit-bgp-prefix': BgpPrefix;
  'create-bgp-prefix': BgpPrefix;
  'delete-bgp-prefix': null;
  'list-delegations': readonly Delegation[];
  'create-delegation': Delegation;
  'delete-delegation': null;
  'list-magic-routes': readonly MagicRoute[];
}
