using Imaginator.Building.Documents;

namespace Imaginator.Hosting.Configuration.Binding;

/// <summary>Makes the faults of one stream faults of that stream alone: it cannot be built, and all others can.</summary>
internal static class StreamFaults
{
    /// <summary>Adds the faults that the definition of a stream has to those of the file.</summary>
    /// <param name="own">The faults of the definition.</param>
    /// <param name="all">The faults of the file.</param>
    /// <returns>The first error, with its location; null if there is none.</returns>
    public static string? Move(FaultList own, FaultList all)
    {
        string? first = null;
        foreach (var fault in own.ToImmutable())
        {
            if (fault.Severity == FaultSeverity.Warning)
            {
                all.Warn(fault.Location, fault.Message);
                continue;
            }

            all.StreamError(fault.Location, fault.Message);
            first ??= $"{fault.Location}: {fault.Message}";
        }

        return first;
    }
}
