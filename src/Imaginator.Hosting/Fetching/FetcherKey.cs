using Imaginator.Hosting.Fetching.Protocol;
using Imaginator.Manifests;

namespace Imaginator.Hosting.Fetching;

/// <summary>What two fetches must have in common to use the same fetcher. Compared by reference to the setup of a plugin.</summary>
/// <param name="Setup">The plugin.</param>
/// <param name="Isolation">The rights of the process.</param>
/// <param name="Watch">Watches the plugin; null for nothing.</param>
internal sealed record FetcherKey(FetcherSetup Setup, FetchIsolation Isolation, IFetchWatch? Watch = null);
