using System.Diagnostics;
using System.Reflection;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using System.Runtime.InteropServices;
using Imaginator.Linux.Storage;
using Imaginator.Plugins;

namespace Imaginator.Hosting.Plugins;

/// <summary>
/// Checks the assembly of a plugin without running it. The errors of the runtime hardly help: an assembly for another version of the
/// contract contains no plugin, or fails when it calls a member that does not exist.
/// </summary>
internal static class PluginAssembly
{
    // In precompiled code for Linux, the machine number is combined with this mask.
    private const ushort LinuxMachineMask = 0x7B79;

    /// <summary>The version of an assembly, for messages; null if it is unknown.</summary>
    public static string? TryReadVersion(string file)
    {
        try
        {
            // A FIFO would wait for its writer.
            using var regular = RegularFile.OpenRead(file);
            return FileVersionInfo.GetVersionInfo(file).ProductVersion is { Length: > 0 } version ? WithoutCommit(version) : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // The reason why the plugin cannot be loaded.
            return null;
        }
    }

    /// <summary>The version of an assembly that is loaded.</summary>
    public static string VersionOf(Assembly assembly) =>
        assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>() is { InformationalVersion: var version }
            ? WithoutCommit(version)
            : assembly.GetName().Version?.ToString(3) ?? "?";

    /// <summary>Throws if the assembly cannot be a plugin of this program.</summary>
    public static void Check(string file)
    {
        using var stream = RegularFile.OpenRead(file);
        using var image = new PEReader(stream);
        try
        {
            if (!image.HasMetadata)
            {
                throw new PluginLoadException("it is a native library, not a .NET assembly");
            }

            CheckMachine(image.PEHeaders);
            CheckContract(ReferencesOf(image.GetMetadataReader()));
        }
        catch (BadImageFormatException e)
        {
            throw new PluginLoadException($"it is not a .NET assembly, or it is damaged: {e.Clause()}", e);
        }
    }

    /// <summary>Throws if the references of an assembly are not those of a plugin of this program.</summary>
    public static void CheckContract(IEnumerable<AssemblyName> references)
    {
        var contract = typeof(IPlugin).Assembly.GetName();
        var version = references.FirstOrDefault(reference => reference.Name == contract.Name)?.Version
            ?? throw new PluginLoadException($"it is not a plugin: it does not use {contract.Name}");
        if (FindVersionFault(version, contract.Version!) is { } fault)
        {
            throw new PluginLoadException(fault);
        }
    }

    /// <summary>
    /// Finds the reason why a plugin that was built for a version of the contract does not work with another one: docs/explanation/compatibility.md.
    /// </summary>
    /// <returns>The reason with its cure; null if the plugin works.</returns>
    internal static string? FindVersionFault(Version plugin, Version program)
    {
        var isCompatible = plugin.Major == program.Major
            && plugin <= program
            // Each minor version before 1.0 can contain breaking changes.
            && (program.Major > 0 || plugin.Minor == program.Minor);
        return isCompatible
            ? null
            : $"it is built for version {plugin.ToString(3)} of {typeof(IPlugin).Assembly.GetName().Name}, but this program has "
                + $"{program.ToString(3)}, which requires plugins that are built for {DescribeCompatible(program)}; install the plugin's release "
                + "for this program, or build the plugin again";
    }

    private static string DescribeCompatible(Version program) => program switch
    {
        { Major: 0 } => $"version 0.{program.Minor}",
        { Minor: 0 } => $"version {program.Major}.0",
        _ => $"a version from {program.Major}.0 to {program.Major}.{program.Minor}",
    };

    private static void CheckMachine(PEHeaders headers)
    {
        var machine = headers.CoffHeader.Machine;
        var isPortable = machine is Machine.I386 or Machine.Unknown
            && headers.CorHeader is { } header
            && header.Flags.HasFlag(CorFlags.ILOnly)
            && !header.Flags.HasFlag(CorFlags.Requires32Bit);
        if (isPortable || NativeMachine is not { } native
            || machine == native || ((ushort)machine ^ LinuxMachineMask) == (ushort)native)
        {
            return;
        }

        throw new PluginLoadException(
            $"it is built for the architecture {machine}, but this program runs on {native}; "
            + "build it for AnyCPU or for this architecture");
    }

    private static Machine? NativeMachine => RuntimeInformation.ProcessArchitecture switch
    {
        Architecture.X64 => Machine.Amd64,
        Architecture.X86 => Machine.I386,
        Architecture.Arm64 => Machine.Arm64,
        Architecture.Arm => Machine.ArmThumb2,
        _ => null,
    };

    // The build appends it.
    private static string WithoutCommit(string version) => version.Split('+')[0];

    private static IEnumerable<AssemblyName> ReferencesOf(MetadataReader metadata) =>
        metadata.AssemblyReferences.Select(reference => metadata.GetAssemblyReference(reference).GetAssemblyName());
}
