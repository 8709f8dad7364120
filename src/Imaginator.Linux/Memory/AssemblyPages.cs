using System.Globalization;
using System.Runtime.InteropServices;
using System.Runtime.Loader;

namespace Imaginator.Linux.Memory;

/// <summary>
/// The pages of assemblies that the runtime maps as files, only to read them: a fifth of the memory of an idle process. Thread-safe.
/// See docs/decisions/0093-pages-of-assemblies-are-unmapped.md.
/// </summary>
public sealed unsafe partial class AssemblyPages
{
    private const string Mappings = "/proc/self/maps";
    private const string SharedAndReadOnly = "r--s";
    private const int DoNotNeed = 4; // MADV_DONTNEED

    private readonly Lock _lock = new();
    private HashSet<Region> _seen = [];

    /// <summary>
    /// Removes the pages from the memory of this process. The next access gets a page again, usually from the page cache.
    /// </summary>
    /// <remarks>
    /// Only in mappings that the previous call found as well, and that belong to assemblies which are never unloaded: their addresses
    /// cannot have become those of other memory in the meantime.
    /// </remarks>
    /// <returns>The number of mappings; 0 if the list of mappings cannot be read.</returns>
    public int Release()
    {
        lock (_lock)
        {
            var files = AssemblyLoadContext.Default.Assemblies
                .Select(assembly => assembly.Location)
                .ToHashSet(StringComparer.Ordinal);
            HashSet<Region> present;
            try
            {
                present = Find(files);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                // No descriptor is free, or no /proc: the pages stay for the next time.
                return 0;
            }

            var count = 0;
            foreach (var region in present.Where(_seen.Contains))
            {
                // Shared pages that are only read cannot lose contents.
                _ = Advise((void*)region.Start, region.End - region.Start, DoNotNeed);
                count++;
            }

            _seen = present;
            return count;
        }
    }

    private static HashSet<Region> Find(HashSet<string> files)
    {
        var found = new HashSet<Region>();
        foreach (var line in File.ReadLines(Mappings))
        {
            // START-END PERMISSIONS OFFSET DEVICE INODE   PATH
            var parts = line.Split(' ', 6, StringSplitOptions.RemoveEmptyEntries);
            if (parts is [var range, SharedAndReadOnly, _, _, _, var path] && files.Contains(path)
                && range.Split('-') is [var start, var end])
            {
                found.Add(new Region(
                    nuint.Parse(start, NumberStyles.HexNumber, CultureInfo.InvariantCulture),
                    nuint.Parse(end, NumberStyles.HexNumber, CultureInfo.InvariantCulture),
                    path));
            }
        }

        return found;
    }

    [LibraryImport("libc", EntryPoint = "madvise")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Advise(void* start, nuint length, int advice);

    private readonly record struct Region(nuint Start, nuint End, string Path);
}
