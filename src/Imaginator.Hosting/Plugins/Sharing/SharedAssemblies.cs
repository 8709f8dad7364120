using System.Reflection;
using Imaginator.Linux.Storage;
using Imaginator.Plugins;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Imaginator.Hosting.Plugins.Sharing;

/// <summary>Selects the assemblies that a plugin shares with the program. A plugin has its own copy of all others.</summary>
internal static class SharedAssemblies
{
    private const int PieceLength = 64 * 1024;

    // One type of each assembly of the contract: a second copy of any would be a different type.
    private static readonly Type[] ContractTypes =
        [typeof(IPlugin), typeof(ImaginatorException), typeof(IServiceCollection), typeof(IConfiguration), typeof(ILogger)];

    // Plugins of this repository bring the same versions of these assemblies as the program: one copy in memory serves all. The
    // assemblies of a group call each other, so a plugin shares all of them or none.
    private static readonly string[][] SharedIfEqual =
    [
        ["Imaginator.Linux", "Tmds.LibC"],
        ["Imaginator.Protocol"],
        ["Microsoft.Data.Sqlite", "SQLitePCLRaw.core", "SQLitePCLRaw.batteries_v2", "SQLitePCLRaw.provider.e_sqlite3"],
    ];

    /// <summary>The assemblies that the plugin in a folder shares.</summary>
    public static IEnumerable<AssemblyName> Of(string folder) => ContractTypes.Select(type => type.Assembly.GetName())
        .Concat(SharedIfEqual
            .Where(group => group.All(name => IsEqual(name, folder)))
            .SelectMany(group => group)
            .Where(ProgramAssemblies.Contains)
            .Select(name => new AssemblyName(name)));

    // A plugin without a copy of the assembly uses that of the program in any case.
    private static bool IsEqual(string name, string folder)
    {
        var own = Path.Combine(folder, name + ".dll");
        return !File.Exists(own)
            || (ProgramAssemblies.Find(name) is { } file
                && (HaveEqualContents(file, own)
                    || AssemblyName.GetAssemblyName(file).FullName == AssemblyName.GetAssemblyName(own).FullName));
    }

    // Plugins of the product have the same files. Reading the names of assemblies loads a library of 1 MB.
    private static bool HaveEqualContents(string one, string other)
    {
        using var first = RegularFile.OpenRead(one);
        using var second = RegularFile.OpenRead(other);
        if (first.Length != second.Length)
        {
            return false;
        }

        var (expected, found) = (new byte[PieceLength], new byte[PieceLength]);
        while (true)
        {
            var count = first.ReadAtLeast(expected, expected.Length, throwOnEndOfStream: false);
            if (second.ReadAtLeast(found, found.Length, throwOnEndOfStream: false) != count
                || !expected.AsSpan(0, count).SequenceEqual(found.AsSpan(0, count)))
            {
                return false;
            }

            if (count < expected.Length)
            {
                return true;
            }
        }
    }
}
