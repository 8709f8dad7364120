using Microsoft.Extensions.Logging;

namespace Imaginator.Hosting.Fetching.Protocol;

/// <summary>A message of a plugin for the log of the program.</summary>
internal sealed record FetcherLogEntry(string Category, LogLevel Level, int EventId, string? EventName, string Message);
