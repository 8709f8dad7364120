using Imaginator.Building.Builds;
using Imaginator.Building.Events;
using Imaginator.Protocol.Gob.Schemas;
using Imaginator.Protocol.Messages.Imaginator;

namespace Imaginator.Hosting.Events;

/// <summary>Events of builds as messages, and messages of a peer, which are checked, as events.</summary>
public static class BuildEventMapping
{
    /// <summary>The maximum length of names, in characters.</summary>
    public const int MaximumNameLength = 1024;

    /// <summary>The maximum length of a summary of a stage, in characters; a longer one is cut.</summary>
    public const int MaximumDetailLength = 1024;

    private static readonly TimeSpan MaximumElapsed = TimeSpan.FromDays(30);

    private static readonly Dictionary<string, BuildStage> Stages =
        Enum.GetValues<BuildStage>().ToDictionary(stage => stage.ToDisplay(), StringComparer.Ordinal);

    /// <summary>Makes the message of an event; null if peers are not told of events of its kind.</summary>
    public static BuildEventMessage? ToWire(BuildEvent buildEvent)
    {
        var message = new BuildEventMessage { Kind = buildEvent.GetType().Name, StreamName = buildEvent.StreamName };
        return buildEvent switch
        {
            StageStarted started => message with { Stage = started.Stage.ToDisplay() },
            StageFinished finished => message with
            {
                Stage = finished.Stage.ToDisplay(),
                Elapsed = GobDuration.From(finished.Elapsed),
                Detail = finished.Detail ?? "",
            },
            ManifestFetched fetched => message with
            {
                Branch = fetched.Branch ?? "",
                CommitId = fetched.CommitId ?? "",
            },
            SourceImageChosen chosen => message with { ImageName = chosen.ImageName },
            ImageNamed named => message with { ImageName = named.ImageName },
            BuildQueued queued => message with
            {
                BuildId = queued.BuildId,
                Position = queued.Position ?? 0,
                Detail = queued.Reason ?? "",
            },
            _ => null,
        };
    }

    /// <summary>
    /// Makes the event of a message. Returns null for a message that is invalid or of an unknown kind: a newer peer may
    /// send events that this program does not know.
    /// </summary>
    public static BuildEvent? ToModel(BuildEventMessage message)
    {
        var stream = message.StreamName;
        return !IsName(stream) ? null : message.Kind switch
        {
            nameof(StageStarted) when Stages.TryGetValue(message.Stage, out var stage) => new StageStarted(stream, stage),
            nameof(StageFinished) when Stages.TryGetValue(message.Stage, out var stage) && ElapsedOf(message) is { } elapsed =>
                new StageFinished(stream, stage, elapsed, DetailOf(message)),
            nameof(ManifestFetched) when IsNameOrEmpty(message.Branch) && IsNameOrEmpty(message.CommitId) =>
                new ManifestFetched(stream, NullIfEmpty(message.Branch), NullIfEmpty(message.CommitId)),
            nameof(SourceImageChosen) when IsName(message.ImageName) => new SourceImageChosen(stream, message.ImageName),
            nameof(ImageNamed) when IsName(message.ImageName) => new ImageNamed(stream, message.ImageName),
            nameof(BuildQueued) when IsName(message.BuildId) =>
                new BuildQueued(stream, message.BuildId, PositionOf(message), DetailOf(message)),
            _ => null,
        };
    }

    private static TimeSpan? ElapsedOf(BuildEventMessage message) =>
        message.Elapsed.ToTimeSpan() is var elapsed && elapsed >= TimeSpan.Zero && elapsed <= MaximumElapsed ? elapsed : null;

    private static int? PositionOf(BuildEventMessage message) =>
        message.Position is > 0 and <= int.MaxValue ? (int)message.Position : null;

    // For display only, on one line.
    private static string? DetailOf(BuildEventMessage message)
    {
        var detail = message.Detail.Length <= MaximumDetailLength ? message.Detail : message.Detail[..MaximumDetailLength] + "…";
        return NullIfEmpty(string.Concat(detail.Where(letter => !char.IsControl(letter))));
    }

    private static bool IsName(string text) => text.Length > 0 && IsNameOrEmpty(text);

    private static bool IsNameOrEmpty(string text) =>
        text.Length <= MaximumNameLength && !text.Any(letter => char.IsControl(letter) || char.IsWhiteSpace(letter));

    private static string? NullIfEmpty(string text) => text.Length > 0 ? text : null;
}
