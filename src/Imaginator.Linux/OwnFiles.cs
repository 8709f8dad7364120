namespace Imaginator.Linux;

/// <summary>The directory of the kernel's links to the open files of this process.</summary>
internal static class OwnFiles
{
    private const string Usual = "/proc/self/fd";

    // The root of a contained reader is a proc file system; see ReaderContainment.
    private const string InProc = "/self/fd";

    /// <summary>The path of the directory.</summary>
    public static string Directory { get; } = System.IO.Directory.Exists(Usual) ? Usual : InProc;
}
