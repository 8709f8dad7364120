using System.Runtime.InteropServices;

namespace Imaginator.Linux.Memory;

/// <summary>The memory that native libraries allocate: the database, the git library, the just-in-time compiler.</summary>
public static partial class NativeHeap
{
    /// <summary>Returns the free part to the system. Without effect with a C library that cannot do that. Thread-safe.</summary>
    /// <remarks>malloc_trim(3) of the GNU C library, which the bindings to it do not have.</remarks>
    public static void ReturnFree()
    {
        try
        {
            _ = Trim(0);
        }
        catch (Exception e) when (e is EntryPointNotFoundException or DllNotFoundException)
        {
            // Another C library.
        }
    }

    [LibraryImport("libc", EntryPoint = "malloc_trim")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Trim(nuint kept);
}
