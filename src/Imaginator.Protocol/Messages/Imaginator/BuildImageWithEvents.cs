using Imaginator.Protocol.Gob.Schemas;

namespace Imaginator.Protocol.Messages.Imaginator;

/// <summary>
/// One of the replies of <c>Imaginator.BuildImageWithEvents</c>: an event, or a reply of
/// <c>Imaginator.BuildImage</c>.
/// </summary>
public sealed record BuildImageProgress
{
    /// <summary>An event; null if there is none.</summary>
    public BuildEventMessage? Event { get; init; }

    /// <summary>A piece of the log or, last, the result; null if there is neither.</summary>
    public BuildImageResponse? Response { get; init; }
}

/// <summary>An event of a build. A receiver ignores events of kinds that it does not know.</summary>
public sealed record BuildEventMessage
{
    /// <summary>The kind of the event. It says which of the other fields apply.</summary>
    public string Kind { get; init; } = "";

    /// <summary>The stream whose build the event belongs to: the requested one, or that of a source image.</summary>
    public string StreamName { get; init; } = "";

    /// <summary>The stage that started or finished.</summary>
    public string Stage { get; init; } = "";

    /// <summary>The duration of the stage that finished.</summary>
    public GobDuration Elapsed { get; init; }

    /// <summary>A summary of the stage that finished, for display only; empty if there is none.</summary>
    public string Detail { get; init; } = "";

    /// <summary>The branch of the manifest; empty if there is none.</summary>
    public string Branch { get; init; } = "";

    /// <summary>The commit of the manifest; empty if there is none.</summary>
    public string CommitId { get; init; } = "";

    /// <summary>The source image that was chosen, or the image that was published.</summary>
    public string ImageName { get; init; } = "";

    /// <summary>The id of the build that was accepted.</summary>
    public string BuildId { get; init; } = "";

    /// <summary>The position of the build in the queue, from 1 on; 0 if it does not wait.</summary>
    public long Position { get; init; }
}
