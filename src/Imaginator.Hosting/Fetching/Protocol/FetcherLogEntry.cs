using Microsoft.Extensions.Logging;

namespace Imaginator.Hosting.Fetching.Protocol;

/// <summary>A message of a plugin for the log of the program.</summary>
internal sealed record FetcherLogEntry(string Category, LogLevel Level, int EventId, string Message)
{
    private const int MaximumMessageLength = 4096;

    /// <summary>A message with the maximum length.</summary>
    public static string Shorten(string message) =>
        message.Length <= MaximumMessageLength ? message : message[..MaximumMessageLength] + "…";
}
