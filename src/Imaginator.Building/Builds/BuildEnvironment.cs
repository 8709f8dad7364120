using System.Collections.Immutable;
using Imaginator.Building.Inputs;
using Imaginator.Building.Measurements;
using Imaginator.Building.Packaging;
using Imaginator.Building.Sandboxing;
using Imaginator.Building.Streams;
using Imaginator.Building.WorkingTrees;
using Imaginator.Building.Workspaces;
using Imaginator.ImageStores;
using Imaginator.Manifests;
using Microsoft.Extensions.Logging;

namespace Imaginator.Building.Builds;

/// <summary>What builds are made with. Everything in it is thread-safe and outlives the builds.</summary>
public sealed record BuildEnvironment
{
    /// <summary>What stream names mean.</summary>
    public required IStreamCatalog Streams { get; init; }

    /// <summary>The part of the configuration that every build uses; a build keeps what was in force when it began.</summary>
    public required Func<BuildSettings> Settings { get; init; }

    /// <summary>
    /// Finds what fetches manifests from an expanded URL; throws an <see cref="ImaginatorException"/> where nothing does.
    /// </summary>
    public required Func<string, IManifestSource> ManifestSourceOf { get; init; }

    /// <summary>Where manifest sources keep mirrors of what they fetched; an absolute path.</summary>
    public required string ManifestCacheDirectory { get; init; }

    /// <summary>Where images come from and go to.</summary>
    public required IImageStore ImageStore { get; init; }

    /// <summary>Starts sandboxes.</summary>
    public required SandboxFactory Sandboxes { get; init; }

    /// <summary>TCP ports that nothing in an image may connect to: the daemon's own.</summary>
    public ImmutableArray<int> DeniedPorts { get; init; } = [];

    /// <summary>Is called where a build fails; null for nobody.</summary>
    public IFailureShell? FailureShell { get; init; }

    /// <summary>Lets package tools share what they download; null for nothing shared.</summary>
    public IPackageCache? Packages { get; init; }

    /// <summary>Where trees are built.</summary>
    public required WorkspaceRoot Workspaces { get; init; }

    /// <summary>Gives builds the trees of their source images to work on. It belongs to the builder.</summary>
    public required WorkingTreeFactory Trees { get; init; }

    /// <summary>The secret variables, which may change while builds run.</summary>
    public required Func<IReadOnlyDictionary<string, string>> Secrets { get; init; }

    /// <summary>Remembers what images were made from; null for nobody.</summary>
    public InputRecords? Inputs { get; init; }

    /// <summary>What is counted while building; null for nothing.</summary>
    public BuildMeasurements? Measurements { get; init; }

    /// <summary>The time.</summary>
    public required TimeProvider Time { get; init; }

    /// <summary>Where the daemon's log goes; a build's own output goes to its build log.</summary>
    public required ILogger Logger { get; init; }
}
