using System.Globalization;
using System.Reflection;
using System.Runtime.Loader;
using Imaginator.Linux;
using Imaginator.Linux.Storage;
using Microsoft.Win32.SafeHandles;

namespace Imaginator.Host.Daemon;

/// <summary>
/// The file descriptors that the runtime keeps for the assemblies of the program: two for each, about 220 in total. It does not use them
/// once the assembly is mapped into memory, and never closes them, because these assemblies are never unloaded.
/// </summary>
internal static class AssemblyDescriptors
{
    private const string OwnDescriptors = "/proc/self/fd";

    private static readonly Lock Closing = new();

    /// <summary>Closes the descriptors of the loaded assemblies, and those of each assembly that is loaded later.</summary>
    public static void Release()
    {
        AppDomain.CurrentDomain.AssemblyLoad += (_, loaded) => CloseOf([loaded.LoadedAssembly]);
        CloseOf(AppDomain.CurrentDomain.GetAssemblies());
    }

    private static void CloseOf(IEnumerable<Assembly> assemblies)
    {
        // Files of plugins are left alone: they are also opened to be checked. No other code opens those of the program.
        var files = assemblies
            .Where(assembly => AssemblyLoadContext.GetLoadContext(assembly) == AssemblyLoadContext.Default)
            .Select(assembly => PlaceOf(assembly.Location))
            .OfType<Place>()
            .ToHashSet();
        if (files.Count == 0)
        {
            return;
        }

        // No other code closes these descriptors. Their numbers can therefore not be those of other files at the close.
        lock (Closing)
        {
            foreach (var name in Directory.GetFiles(OwnDescriptors).Select(path => Path.GetFileName(path)))
            {
                var link = new FileInfo(Path.Combine(OwnDescriptors, name)).LinkTarget;
                if (link is not null && PlaceOf(link) is { } place && files.Contains(place))
                {
                    new SafeFileHandle(int.Parse(name, CultureInfo.InvariantCulture), ownsHandle: true).Dispose();
                }
            }
        }
    }

    private static Place? PlaceOf(string path)
    {
        try
        {
            return Path.GetDirectoryName(path) is { Length: > 0 } directory
                && HostFiles.TryGetStatus(path) is { } file
                && HostFiles.TryGetStatus(directory) is { } parent
                    ? new Place(file.Device, file.InodeNumber, parent.Device, parent.InodeNumber)
                    : null;
        }
        catch (LinuxException)
        {
            // The descriptor stays.
            return null;
        }
    }

    /// <summary>A file in a directory: a plugin can have a hard link of a file of the program.</summary>
    private readonly record struct Place(ulong Device, ulong Inode, ulong DirectoryDevice, ulong DirectoryInode);
}
