using Imaginator.Hosting.Fetching.Protocol;
using Microsoft.Extensions.Logging;

namespace Imaginator.Hosting.Fetching;

/// <summary>
/// Writes the messages of one fetcher to the log of the program. The fetcher can be under control of others: its messages are
/// limited, and they are not mistaken for messages of the program.
/// </summary>
internal sealed class FetcherLog(ILoggerFactory loggerFactory)
{
    /// <summary>The category of all messages. A factory keeps a logger for each category as long as the program runs.</summary>
    public const string Category = "Imaginator.Fetcher";

    /// <summary>The maximum number of messages of one fetch.</summary>
    public const int MaximumMessages = 1000;

    private const int MaximumCategoryLength = 256;

    private readonly ILogger _logger = loggerFactory.CreateLogger(Category);
    private int _count;

    /// <summary>A fetch begins: the count starts again.</summary>
    public void BeginFetch() => _count = 0;

    /// <summary>Writes a message; does nothing if there are too many, or if it is not valid.</summary>
    /// <exception cref="InvalidDataException">The frame is damaged.</exception>
    public void Write(FetcherFrame frame)
    {
        if (_count > MaximumMessages)
        {
            return;
        }

        _count++;
        if (_count > MaximumMessages)
        {
            FetchingLog.TooManyMessages(_logger, MaximumMessages);
            return;
        }

        var entry = frame.Read(FetcherJson.Default.FetcherLogEntry);
        if (entry is not
            {
                Category: { Length: <= MaximumCategoryLength } category,
                Message: { } message,
                Level: >= LogLevel.Information and <= LogLevel.Critical,
            }
            || !_logger.IsEnabled(entry.Level))
        {
            return;
        }

        _logger.Log(
            entry.Level,
            IsOfPlugin(entry.EventId) ? new EventId(entry.EventId) : default,
            Clean($"{category}: {FetcherLogEntry.Shorten(message)}"),
            exception: null,
            static (text, _) => text);
    }

    /// <summary>Writes the stack of an exception that ended a fetch; empty for none.</summary>
    public void WriteStack(string stack)
    {
        if (!string.IsNullOrEmpty(stack))
        {
            FetchingLog.Failed(_logger, Clean(FetcherLogEntry.Shorten(stack.ReplaceLineEndings(" "))));
        }
    }

    /// <summary>Whether an event id belongs to manifest sources: docs/reference/log-events.md has the ranges.</summary>
    private static bool IsOfPlugin(int eventId) => eventId is (>= 4400 and < 4500) or >= 100_000;

    /// <summary>Replaces control characters, so that a message cannot forge log lines.</summary>
    private static string Clean(string text) => string.Concat(text.Select(letter => char.IsControl(letter) ? '?' : letter));
}
