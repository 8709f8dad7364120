using System.Collections.Immutable;
using Imaginator.Building.Inputs;
using Imaginator.Building.Leftovers;
using Imaginator.Building.Measurements;
using Imaginator.Building.Packaging;
using Imaginator.Building.Sandboxing;
using Imaginator.Building.Sessions;
using Imaginator.Building.Streams;
using Imaginator.Building.WorkingTrees;
using Imaginator.Building.Workspaces;
using Imaginator.ImageStores;
using Imaginator.Manifests;
using Microsoft.Extensions.Logging;

namespace Imaginator.Building.Composition;

/// <summary>Everything that an image builder is composed of. All parts are thread-safe and outlive the builds.</summary>
public sealed record BuildEnvironment
{
    /// <summary>Resolves stream names.</summary>
    public required IStreamCatalog Streams { get; init; }

    /// <summary>The part of the configuration that every build uses; a build keeps the settings from its start.</summary>
    public required Func<BuildSettings> Settings { get; init; }

    /// <summary>
    /// Finds the manifest source for an expanded URL; throws an <see cref="ImaginatorException"/> if there is none.
    /// </summary>
    public required Func<string, IManifestSource> ManifestSourceOf { get; init; }

    /// <summary>The directory in which manifest sources keep mirrors; an absolute path.</summary>
    public required string ManifestCacheDirectory { get; init; }

    /// <summary>The source and destination of images.</summary>
    public required IImageStore ImageStore { get; init; }

    /// <summary>Starts sandboxes.</summary>
    public required SandboxFactory Sandboxes { get; init; }

    /// <summary>Records what a killed process would leave; null for no records. The builder owns it.</summary>
    public LeftoverRecords? Leftovers { get; init; }

    /// <summary>TCP ports that no command in an image may connect to: those of the daemon.</summary>
    public ImmutableArray<int> DeniedPorts { get; init; } = [];

    /// <summary>Offers a shell where a build fails; null for none.</summary>
    public IFailureShell? FailureShell { get; init; }

    /// <summary>Lets package tools share downloads; null if nothing is shared.</summary>
    public IPackageCache? Packages { get; init; }

    /// <summary>Holds the workspaces of builds.</summary>
    public required WorkspaceRoot Workspaces { get; init; }

    /// <summary>Makes the writable trees of source images. The builder owns it.</summary>
    public required WorkingTreeFactory Trees { get; init; }

    /// <summary>The secret variables, which may change while builds run.</summary>
    public required Func<IReadOnlyDictionary<string, string>> Secrets { get; init; }

    /// <summary>Records the inputs of images; null if they are not recorded.</summary>
    public InputRecords? Inputs { get; init; }

    /// <summary>Counts work of builds; null for none.</summary>
    public BuildMeasurements? Measurements { get; init; }

    /// <summary>The clock.</summary>
    public required TimeProvider TimeProvider { get; init; }

    /// <summary>The daemon's log. The output of builds goes to their build logs.</summary>
    public required ILogger Logger { get; init; }
}
