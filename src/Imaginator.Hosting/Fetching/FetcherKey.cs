using Imaginator.Hosting.Fetching.Protocol;
using Imaginator.Manifests;

namespace Imaginator.Hosting.Fetching;

/// <summary>What two fetches must have in common to use the same fetcher. Compared by reference to the setup of a plugin.</summary>
internal sealed record FetcherKey(FetcherSetup Setup, FetchIsolation Isolation);
