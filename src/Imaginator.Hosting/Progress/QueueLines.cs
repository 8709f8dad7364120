using System.Globalization;
using Imaginator.Building.Events;

namespace Imaginator.Hosting.Progress;

/// <summary>
/// Says how a build goes through the queue of a daemon: first its id and address, then its position when it changes, and its start. Not
/// thread-safe.
/// </summary>
/// <param name="addressOf">The address of the page of a build; null if there are no pages.</param>
internal sealed class QueueLines(Func<string, string>? addressOf)
{
    private readonly Dictionary<string, string> _last = new(StringComparer.Ordinal);

    /// <summary>The line for an event; null if it would repeat the last one about the build.</summary>
    public string? Next(BuildQueued queued)
    {
        var state = Describe(queued);
        var isFirst = !_last.TryGetValue(queued.BuildId, out var last);
        if (last == state)
        {
            return null;
        }

        _last[queued.BuildId] = state;
        return isFirst && addressOf is not null
            ? $"build {queued.BuildId} at {addressOf(queued.BuildId)}: {state}"
            : $"build {queued.BuildId}: {state}";
    }

    /// <summary>The position in the queue with the reason of the wait, or the start.</summary>
    public static string Describe(BuildQueued queued) => queued.Position is { } position
        ? string.Create(
            CultureInfo.InvariantCulture, $"queued, position {position}{(queued.Reason is { } reason ? $": {reason}" : "")}")
        : "started";
}
