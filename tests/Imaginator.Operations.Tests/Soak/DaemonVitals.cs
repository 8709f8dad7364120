using System.Globalization;
using System.Text.RegularExpressions;

namespace Imaginator.Operations.Tests.Soak;

/// <summary>What a daemon takes of its machine.</summary>
/// <param name="MemoryBytes">Its resident memory.</param>
/// <param name="Descriptors">The kinds of its open files, without the directories of objects, which stay open once they are needed.</param>
/// <param name="Threads">Its threads.</param>
internal sealed partial record DaemonVitals(long MemoryBytes, IReadOnlyDictionary<string, int> Descriptors, int Threads)
{
    private const string Objects = "/store/objects/";

    public static DaemonVitals Of(int processId)
    {
        var status = File.ReadAllLines($"/proc/{processId}/status");
        var files = new DirectoryInfo($"/proc/{processId}/fd").GetFileSystemInfos()
            .Select(file => file.LinkTarget ?? "")
            .Where(path => !path.Contains(Objects, StringComparison.Ordinal))
            .CountBy(path => Numbers().Replace(path, "#"));
        return new DaemonVitals(
            Number(status, "VmRSS:") * 1024,
            files.ToDictionary(StringComparer.Ordinal),
            (int)Number(status, "Threads:"));
    }

    /// <summary>The kinds of which there are more than before, with their numbers.</summary>
    public string DescriptorsMoreThan(DaemonVitals before) => string.Join(
        "; ",
        Descriptors.Where(kind => kind.Value > before.Descriptors.GetValueOrDefault(kind.Key))
            .Select(kind => $"{kind.Key}: {before.Descriptors.GetValueOrDefault(kind.Key)}, then {kind.Value}"));

    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture, $"{MemoryBytes / 1e6:0.0} MB, {Descriptors.Values.Sum()} descriptors, {Threads} threads");

    private static long Number(string[] status, string name)
    {
        var line = status.Single(line => line.StartsWith(name, StringComparison.Ordinal));
        return long.Parse(line[name.Length..].Trim().Split(' ')[0], CultureInfo.InvariantCulture);
    }

    [GeneratedRegex("[0-9a-f]{6,}|[0-9]+")]
    private static partial Regex Numbers();
}
