using Imaginator.Building.Events;
using Imaginator.Building.Inputs;
using Imaginator.Building.Stages;
using Imaginator.Building.Streams;
using Imaginator.Building.Variables;
using Imaginator.Building.Workspaces;

namespace Imaginator.Building.Builds;

/// <summary>What travels with one build from its first stage to its last.</summary>
internal sealed record BuildSession
{
    public required BuildEnvironment Environment { get; init; }

    public required BuildRequest Request { get; init; }

    public required BuildSettings Settings { get; init; }

    public required StreamDefinition Stream { get; init; }

    /// <summary>
    /// What manifests and commands are expanded with: without the secret variables. Whoever writes a manifest could
    /// otherwise put one into a tag of his image and read it there, and a command's arguments are in the list of processes.
    /// </summary>
    public required VariableScope Variables { get; init; }

    /// <summary>What the URL of the manifest is expanded with: the secret variables too.</summary>
    public required VariableScope UrlVariables { get; init; }

    public required Workspace Workspace { get; init; }

    public required DiskReserve Disk { get; init; }

    public required BuildLog Log { get; init; }

    /// <summary>Gets the events of the build.</summary>
    public required IBuildObserver Observer { get; init; }

    public required StageRunner Stages { get; init; }

    /// <summary>What the build is made from, as far as it is known.</summary>
    public required InputTracker Inputs { get; init; }

    public required PointOfFailure PointOfFailure { get; init; }

    /// <summary>The shared build that this is; null if nobody else can join it.</summary>
    public SharedBuild? Shared { get; init; }

    /// <summary>The streams whose builds wait for this one, outermost first: what a cycle is found by.</summary>
    public required IReadOnlyList<string> Ancestors { get; init; }
}
