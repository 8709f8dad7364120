using System.Collections.Immutable;
using Imaginator.Host.History.Records;
using Imaginator.Host.Web.Console.Parts;
using Imaginator.ImageStores;

namespace Imaginator.Host.Web.Console.Streams.Details;

/// <summary>The contents of the page of a stream.</summary>
internal sealed record StreamModel(string Name)
{
    /// <summary>Whether the configuration has the stream.</summary>
    public required bool IsConfigured { get; init; }

    /// <summary>Why the stream cannot be built; null if it can.</summary>
    public required string? Fault { get; init; }

    /// <summary>The last build that succeeded; null for none.</summary>
    public required BuildRecord? Good { get; init; }

    /// <summary>The definition, with masked secrets.</summary>
    public required ImmutableArray<StreamFact> Facts { get; init; }

    /// <summary>The source stream, its source stream, and so on.</summary>
    public required ImmutableArray<string> Sources { get; init; }

    /// <summary>The streams that are built on this one.</summary>
    public required ImmutableArray<string> Dependents { get; init; }

    /// <summary>The form that starts a build; null if the reader cannot.</summary>
    public required BuildForm? BuildForm { get; init; }

    public required QueueTable Running { get; init; }

    public required BuildsTable Builds { get; init; }

    /// <summary>The newest images, the newest first.</summary>
    public required ImmutableArray<ImageSummary> Images { get; init; }

    /// <summary>Why the images cannot be listed; null if they can.</summary>
    public required string? ImagesFault { get; init; }
}
