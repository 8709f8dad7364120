using Imaginator.Building.Documents;

namespace Imaginator.Hosting.Configuration;

/// <summary>The output of <c>-checkConfiguration</c>.</summary>
public static class ConfigurationReport
{
    /// <summary>Writes all faults and a summary. Returns the exit status.</summary>
    public static int Write(
        ConfigurationResult<ImaginatorConfiguration> result, IEnumerable<ConfigurationFault> otherFaults, TextWriter writer)
    {
        ArgumentNullException.ThrowIfNull(result);
        ArgumentNullException.ThrowIfNull(otherFaults);
        ArgumentNullException.ThrowIfNull(writer);
        var faults = otherFaults.Concat(result.Faults).ToList();
        foreach (var fault in faults)
        {
            // Names in a fault can contain control sequences of terminals.
            writer.WriteLine(Files.FileName.ToDisplay(fault.ToString()));
        }

        var errors = faults.Count(fault => fault.Severity != FaultSeverity.Warning);
        var warnings = faults.Count - errors;
        if (result.Value is { } configuration)
        {
            writer.WriteLine(
                $"found {Count(configuration.Main.BootstrapStreams.Count, "bootstrap stream")}, "
                + $"{Count(configuration.ImageStreams.Streams.Length, "image stream")}, "
                + $"{Count(configuration.ImageStreams.Patterns.Length, "stream pattern")}, "
                + $"{Count(configuration.Main.BuildSettings.PackagerTypes.Count, "packager type")}");
        }

        writer.WriteLine($"{Count(errors, "error")}, {Count(warnings, "warning")}");
        return errors == 0 ? 0 : 1;
    }

    private static string Count(int number, string thing) => $"{number} {thing}{(number == 1 ? "" : "s")}";
}
