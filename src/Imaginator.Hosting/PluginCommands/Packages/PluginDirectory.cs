using System.Collections.Immutable;
using Imaginator.Hosting.Permissions;
using Imaginator.Linux;
using Imaginator.Linux.Storage;
using Imaginator.Linux.Trees;
using Microsoft.Win32.SafeHandles;

namespace Imaginator.Hosting.PluginCommands.Packages;

/// <summary>
/// A directory of plugins, locked against other commands that change it. A plugin is prepared in a hidden folder, which no program loads,
/// and exchanges its name with the old one in one step. The next command removes what a crash left.
/// </summary>
internal sealed class PluginDirectory : IDisposable
{
    public const UnixFileMode ModeOfFiles =
        UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.OtherRead;

    public const UnixFileMode ModeOfDirectories =
        ModeOfFiles | UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;

    private const string LockName = ".lock";
    private const string Incoming = ".incoming";
    private const string Replaced = ".replaced";
    private const string Download = ".download";

    private readonly SafeFileHandle _lock;

    private PluginDirectory(string path, SafeFileHandle fileLock) => (FullName, _lock) = (path, fileLock);

    /// <summary>The absolute path.</summary>
    public string FullName { get; }

    /// <summary>Opens a directory that exists.</summary>
    public static PluginDirectory Open(string path)
    {
        var full = FullPathOf(path);
        if (!Directory.Exists(full))
        {
            throw new ImaginatorException($"the plugin directory \"{full}\" does not exist; name another one with -pluginDir");
        }

        return Lock(full);
    }

    /// <summary>Opens a directory, which is created if it does not exist.</summary>
    public static PluginDirectory Create(string path)
    {
        var full = FullPathOf(path);
        foreach (var missing in Missing(full).Reverse())
        {
            Directory.CreateDirectory(missing);
            File.SetUnixFileMode(missing, ModeOfDirectories);
        }

        return Lock(full);
    }

    /// <summary>The names of all plugins, in their order.</summary>
    public ImmutableArray<string> FindNames() =>
    [
        .. Directory.EnumerateDirectories(FullName)
            .Select(folder => Path.GetFileName(folder))
            .Where(PackageOperand.IsPluginName)
            .Order(StringComparer.Ordinal),
    ];

    /// <summary>Finds a plugin by its name; null if it does not exist, or was not installed from a package.</summary>
    /// <exception cref="ImaginatorException">The record of its package cannot be read.</exception>
    public InstalledPlugin? TryFind(string name) =>
        PackageOperand.IsPluginName(name) && InstalledPackage.TryRead(Path.Combine(FullName, name)) is { } package
            ? new InstalledPlugin(name, package)
            : null;

    /// <summary>Opens a new file for a package. It is removed when it is closed.</summary>
    public FileStream CreatePackageFile() => new(Path.Combine(FullName, Download), new FileStreamOptions
    {
        Mode = FileMode.Create,
        Access = FileAccess.ReadWrite,
        Share = FileShare.None,
        Options = FileOptions.DeleteOnClose | FileOptions.Asynchronous,
        UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite,
    });

    /// <summary>Makes an empty hidden folder for a new plugin.</summary>
    public string Prepare(string name)
    {
        var folder = HiddenOf(name, Incoming);
        Delete(folder);
        Directory.CreateDirectory(folder);
        File.SetUnixFileMode(folder, ModeOfDirectories);
        return folder;
    }

    /// <summary>Puts the prepared folder in the place of the plugin of this name, and removes the old one if there is one.</summary>
    public void Exchange(string name)
    {
        using (var directory = DirectoryHandle.OpenHost(FullName))
        {
            var incoming = HiddenNameOf(name, Incoming);
            if (directory.TryGetStatus(name) is null)
            {
                directory.Rename(incoming, directory, name);
            }
            else
            {
                Exchange(directory, name, incoming);
            }

            using var file = directory.OpenAsFile();
            Flushing.SyncFile(file);
        }

        Discard(name);
    }

    /// <summary>Removes the folder of a plugin.</summary>
    public void Remove(string name)
    {
        // Renamed first: a daemon that starts meanwhile finds all files of the plugin or none.
        Directory.Move(Path.Combine(FullName, name), Path.Combine(Prepare(name), name));
        Discard(name);
    }

    /// <summary>Removes the folder that was prepared for a plugin.</summary>
    public void Discard(string name) => Delete(HiddenOf(name, Incoming));

    /// <inheritdoc/>
    public void Dispose()
    {
        // Not only by closing it: a program that another thread is just starting holds a copy of the file for a moment.
        FileLocks.Unlock(_lock);
        _lock.Dispose();
    }

    private static string FullPathOf(string path) => Path.TrimEndingDirectorySeparator(Path.GetFullPath(path));

    private static IEnumerable<string> Missing(string path)
    {
        for (var missing = path; missing is not null && !Directory.Exists(missing); missing = Path.GetDirectoryName(missing))
        {
            yield return missing;
        }
    }

    private void Exchange(DirectoryHandle directory, string name, string incoming)
    {
        try
        {
            // One step: a daemon that starts meanwhile finds the old plugin or the new one.
            directory.Exchange(name, incoming);
        }
        catch (LinuxException e) when (e.Error is Errno.EINVAL or Errno.EXDEV or Errno.ENOSYS or Errno.EOPNOTSUPP)
        {
            // Some network file systems cannot do that. The next command undoes what a crash interrupts here.
            var old = HiddenNameOf(name, Replaced);
            Delete(HiddenOf(name, Replaced));
            directory.Rename(name, directory, old);
            try
            {
                directory.Rename(incoming, directory, name);
            }
            catch
            {
                directory.Rename(old, directory, name);
                throw;
            }

            directory.Rename(old, directory, incoming);
        }
    }

    private static PluginDirectory Lock(string path)
    {
        if (FileTrust.FindOtherWriter(path) is { } fault)
        {
            throw new ImaginatorException($"the plugin directory \"{path}\" is not safe: {fault}");
        }

        using var handle = DirectoryHandle.OpenHost(path);
        var file = LockFile.Open(handle, LockName);
        try
        {
            if (!FileLocks.TryLock(file, exclusive: true))
            {
                throw new ImaginatorException($"another command changes the plugins in \"{path}\"; wait until it has ended");
            }

            var directory = new PluginDirectory(path, file);
            directory.Recover();
            return directory;
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    private static void Delete(string folder)
    {
        if (Directory.Exists(folder))
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private string[] HiddenFolders(string suffix) =>
    [
        .. Directory.EnumerateDirectories(FullName).Where(folder =>
            Path.GetFileName(folder).StartsWith('.') && folder.EndsWith(suffix, StringComparison.Ordinal)),
    ];

    private string HiddenOf(string name, string suffix) => Path.Combine(FullName, HiddenNameOf(name, suffix));

    private static string HiddenNameOf(string name, string suffix) => $".{name}{suffix}";

    /// <summary>Restores plugins whose replacement a crash interrupted, and removes what else it left.</summary>
    private void Recover()
    {
        File.Delete(Path.Combine(FullName, Download));
        foreach (var folder in HiddenFolders(Replaced))
        {
            var plugin = Path.Combine(FullName, Path.GetFileName(folder)[1..^Replaced.Length]);
            if (Directory.Exists(plugin))
            {
                Directory.Delete(folder, recursive: true);
            }
            else
            {
                Directory.Move(folder, plugin);
            }
        }

        foreach (var folder in HiddenFolders(Incoming))
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
