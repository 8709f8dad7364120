using Imaginator.Host.Schedule;

namespace Imaginator.Host.Web.Api.Messages.Site;

/// <summary>The rebuild of a stream in a cycle.</summary>
internal sealed record ApiRebuild
{
    public required string Stream { get; init; }

    /// <summary>pending, rebuilt, extended (the expiration of the newest image) or failed.</summary>
    public required string State { get; init; }

    /// <summary>The new or the extended image.</summary>
    public string? Image { get; init; }

    /// <summary>Why there is no new image.</summary>
    public string? Reason { get; init; }

    public static ApiRebuild Of(StreamRebuild rebuild) => new()
    {
        Stream = rebuild.StreamName,
        State = rebuild.State switch
        {
            StreamRebuildState.Pending => "pending",
            StreamRebuildState.Rebuilt => "rebuilt",
            StreamRebuildState.Extended => "extended",
            StreamRebuildState.Failed => "failed",
            _ => throw new ArgumentOutOfRangeException(nameof(rebuild), rebuild.State, "unknown state"),
        },
        Image = rebuild.ImageName.Length == 0 ? null : rebuild.ImageName,
        Reason = rebuild.Error.Length == 0 ? null : rebuild.Error,
    };
}
