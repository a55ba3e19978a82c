// Node has no page: the tests of the HTTP client need only its address.
globalThis.location ??= { origin: 'http://comunita.test' } as Location;
