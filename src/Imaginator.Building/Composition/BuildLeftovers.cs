using Imaginator.Building.Leftovers;
using Imaginator.Building.Sandboxing.ControlGroups;
using Microsoft.Extensions.Logging;

namespace Imaginator.Building.Composition;

/// <summary>Opens the records of things that builds leave.</summary>
public static class BuildLeftovers
{
    /// <summary>Opens the records in a directory, an absolute path, and removes what killed processes left.</summary>
    /// <exception cref="ImaginatorException">The directory cannot be used.</exception>
    public static LeftoverRecords Open(string directory, TimeProvider timeProvider, ILogger logger) =>
        LeftoverRecords.Open(directory, [new ControlGroupLeftovers(timeProvider)], logger);
}
