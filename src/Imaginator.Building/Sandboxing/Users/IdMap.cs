using System.Diagnostics;
using System.Globalization;
using Imaginator.Linux;
using Imaginator.Linux.Mounts;
using Imaginator.Linux.Processes;
using Imaginator.Linux.Trees;

namespace Imaginator.Building.Sandboxing.Users;

/// <summary>
/// The map between the ids on disk and the ids that root of a user namespace and its users have on this machine. Mounts with
/// this map show files to the commands of a build as on disk. Thread-safe.
/// </summary>
public sealed class IdMap : IDisposable
{
    private const string Argument = "map"; // see the sandbox program
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private readonly UserNamespace _namespace;

    private IdMap(UserNamespace map)
    {
        _namespace = map;
    }

    /// <summary>The difference between the ids on disk and the ids on mounts with this map.</summary>
    public static IdShift Shift => IdShift.ForUserNamespace;

    /// <summary>
    /// A path to the namespace with the map, valid in every process that can inspect this one, until this object is disposed of.
    /// </summary>
    internal string ProcessPath => string.Create(CultureInfo.InvariantCulture, $"/proc/{Environment.ProcessId}/fd/{_namespace.Descriptor}");

    /// <summary>Creates the map and tests it.</summary>
    /// <param name="programPath">The sandbox program: this program has several threads, which cannot create user namespaces.</param>
    /// <param name="directory">A directory of the file system to test.</param>
    /// <returns>The map, or the reason for which this machine has none.</returns>
    public static (IdMap? Map, string? Reason) TryCreate(string programPath, string directory)
    {
        IdMap? map = null;
        try
        {
            map = new IdMap(OpenNamespace(programPath));
            using var handle = DirectoryHandle.OpenHost(directory);
            using var mount = map.Copy(handle);
            return (map, null);
        }
        catch (Exception e) when (e is LinuxException or IOException or System.ComponentModel.Win32Exception or InvalidOperationException)
        {
            map?.Dispose();
            return (null, e.Clause());
        }
    }

    /// <summary>Creates a mount of the tree below a directory that shows its ids with this map.</summary>
    /// <exception cref="LinuxException">The file system does not support it.</exception>
    public DetachedMount Copy(DirectoryHandle directory)
    {
        var mount = DetachedMount.Copy(directory);
        try
        {
            mount.MapIds(_namespace);
            return mount;
        }
        catch
        {
            mount.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _namespace.Dispose();

    private static UserNamespace OpenNamespace(string programPath)
    {
        var start = new ProcessStartInfo(programPath, Argument)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
            WorkingDirectory = "/",
        };
        start.Environment.Clear();
        using var process = Process.Start(start) ?? throw new InvalidOperationException($"{programPath} did not start");
        try
        {
            return process.StandardOutput.ReadLine() is { Length: > 0 } path
                ? UserNamespace.Open(path)
                : throw new IOException(process.StandardError.ReadToEnd().TrimEnd());
        }
        finally
        {
            process.StandardInput.Close();
            if (!process.WaitForExit(Patience))
            {
                process.Kill();
            }
        }
    }
}
