using System.Globalization;
using Imaginator.Building.Documents;

namespace Imaginator.Host.Checking;

/// <summary>Faults as workflow commands: <c>::error file=streams.json,line=3::MESSAGE</c>.</summary>
internal static class GitHubAnnotations
{
    public static void Write(IEnumerable<ConfigurationFault> faults, AnnotatedFile files, TextWriter output)
    {
        foreach (var fault in faults)
        {
            output.WriteLine(Describe(fault, files));
        }
    }

    private static string Describe(ConfigurationFault fault, AnnotatedFile files)
    {
        var command = fault.Severity == FaultSeverity.Warning ? "warning" : "error";
        if (files.Find(fault.Location.Source) is not { } file)
        {
            return $"::{command}::{EscapeMessage($"{fault.Location}: {fault.Message}")}";
        }

        var line = Math.Max(1, fault.Location.Line).ToString(CultureInfo.InvariantCulture);
        return $"::{command} file={EscapeProperty(file)},line={line}::{EscapeMessage(MessageOf(fault))}";
    }

    private static string MessageOf(ConfigurationFault fault) =>
        fault.Location.Path.Length > 0 ? $"{fault.Location.Path}: {fault.Message}" : fault.Message;

    private static string EscapeMessage(string text) => text
        .Replace("%", "%25", StringComparison.Ordinal)
        .Replace("\r", "%0D", StringComparison.Ordinal)
        .Replace("\n", "%0A", StringComparison.Ordinal);

    private static string EscapeProperty(string text) => EscapeMessage(text)
        .Replace(":", "%3A", StringComparison.Ordinal)
        .Replace(",", "%2C", StringComparison.Ordinal);
}
