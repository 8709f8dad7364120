using System.Globalization;

namespace Imaginator.Operations.Tests.Soak;

/// <summary>What a daemon takes of its machine.</summary>
/// <param name="MemoryBytes">Its resident memory.</param>
/// <param name="Descriptors">Its open files.</param>
/// <param name="Threads">Its threads.</param>
internal sealed record DaemonVitals(long MemoryBytes, int Descriptors, int Threads)
{
    public static DaemonVitals Of(int processId)
    {
        var status = File.ReadAllLines($"/proc/{processId}/status");
        return new DaemonVitals(
            Number(status, "VmRSS:") * 1024,
            Directory.GetFileSystemEntries($"/proc/{processId}/fd").Length,
            (int)Number(status, "Threads:"));
    }

    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture, $"{MemoryBytes / 1e6:0.0} MB, {Descriptors} descriptors, {Threads} threads");

    private static long Number(string[] status, string name)
    {
        var line = status.Single(line => line.StartsWith(name, StringComparison.Ordinal));
        return long.Parse(line[name.Length..].Trim().Split(' ')[0], CultureInfo.InvariantCulture);
    }
}
