namespace Imaginator.Building.SourceTrees;

/// <summary>Which run of the machine this is: what was written since it began is readable whether it is on disk or not.</summary>
internal static class BootId
{
    private const string Path = "/proc/sys/kernel/random/boot_id";

    /// <summary>The identity of this run of the machine; the same for all processes, other after each start.</summary>
    public static string Read() => File.ReadAllText(Path).Trim();
}
