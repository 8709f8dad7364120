using System.Security.Cryptography;
using System.Text;
using Imaginator.Building.Documents;
using Imaginator.Hosting.Programs;

namespace Imaginator.Host.Checking;

/// <summary>Faults as a code quality report, in the format of Code Climate that GitLab reads.</summary>
internal static class GitLabReport
{
    private const string CheckName = "imaginator";

    public static void Write(IEnumerable<ConfigurationFault> faults, AnnotatedFile files, TextWriter output)
    {
        // snake_case is of the format.
        var items = faults.Select(fault => new Dictionary<string, object>(StringComparer.Ordinal)
        {
            ["description"] = fault.Location.Path.Length > 0 ? $"{fault.Location.Path}: {fault.Message}" : fault.Message,
            ["check_name"] = CheckName,
            ["fingerprint"] = FingerprintOf(fault),
            ["severity"] = fault.Severity == FaultSeverity.Warning ? "minor" : "major",
            ["location"] = new
            {
                // The format requires a file.
                Path = files.Find(fault.Location.Source) ?? fault.Location.Source,
                Lines = new { Begin = Math.Max(1, fault.Location.Line) },
            },
        });
        output.WriteLine(CommandJson.Serialize(items));
    }

    /// <summary>The same for the same fault after lines were added before it.</summary>
    private static string FingerprintOf(ConfigurationFault fault) => Convert.ToHexStringLower(
        SHA256.HashData(Encoding.UTF8.GetBytes($"{fault.Location.Source}\n{fault.Location.Path}\n{fault.Message}")));
}
