using Imaginator.Building.Documents;

namespace Imaginator.Hosting.Configuration;

/// <summary>Writes what <c>-checkConfiguration</c> shows.</summary>
public static class ConfigurationReport
{
    /// <summary>Lists every fault, and what was found.</summary>
    /// <param name="result">The configuration.</param>
    /// <param name="otherFaults">Faults of what is loaded besides: the variables file.</param>
    /// <param name="writer">Gets the text.</param>
    /// <returns>The exit code: 1 if there is an error, else 0.</returns>
    public static int Write(
        ConfigurationResult<ImaginatorConfiguration> result, IEnumerable<ConfigurationFault> otherFaults, TextWriter writer)
    {
        ArgumentNullException.ThrowIfNull(result);
        ArgumentNullException.ThrowIfNull(otherFaults);
        ArgumentNullException.ThrowIfNull(writer);
        var faults = otherFaults.Concat(result.Faults).ToList();
        foreach (var fault in faults)
        {
            // Names in it were written by others and may hold what terminals take for commands.
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
