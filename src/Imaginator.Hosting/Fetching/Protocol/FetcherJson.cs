using System.Text.Json.Serialization;

namespace Imaginator.Hosting.Fetching.Protocol;

/// <summary>Serializes the messages without reflection, which would delay the start of a fetcher.</summary>
[JsonSerializable(typeof(FetcherSetup))]
[JsonSerializable(typeof(FetcherRequest))]
[JsonSerializable(typeof(FetcherRevision))]
[JsonSerializable(typeof(FetcherFailure))]
[JsonSerializable(typeof(FetcherLogEntry))]
internal sealed partial class FetcherJson : JsonSerializerContext;
