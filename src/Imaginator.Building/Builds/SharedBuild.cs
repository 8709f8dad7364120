namespace Imaginator.Building.Builds;

/// <summary>A build that several others wait for; see <see cref="SharedBuilds"/>, whose lock protects it.</summary>
internal abstract class SharedBuild
{
    /// <summary>What is built.</summary>
    public required string StreamName { get; init; }

    /// <summary>The build that it waits for; null while it waits for none.</summary>
    public SharedBuild? WaitsFor { get; set; }
}
