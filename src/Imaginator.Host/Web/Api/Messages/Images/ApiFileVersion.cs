namespace Imaginator.Host.Web.Api.Messages.Images;

/// <summary>A state of a file in successive images of a stream.</summary>
internal sealed record ApiFileVersion
{
    /// <summary>The oldest image with this state.</summary>
    public required string FirstImage { get; init; }

    /// <summary>The creation time of the oldest image with this state.</summary>
    public required DateTimeOffset FirstImageCreatedOn { get; init; }

    /// <summary>The newest image with this state.</summary>
    public required string LastImage { get; init; }

    /// <summary>The number of images with this state.</summary>
    public required int Images { get; init; }

    /// <summary>The file; absent if these images do not have it.</summary>
    public ApiFile? File { get; init; }
}
