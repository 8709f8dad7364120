using System.Buffers;
using System.Collections.Concurrent;
using System.Text.Json;
using Imaginator.Linux.Storage;
using Imaginator.Linux.Trees;
using Microsoft.Extensions.Logging;
using Microsoft.Win32.SafeHandles;

namespace Imaginator.Building.Leftovers;

/// <summary>
/// The records of things that builds make outside of their workspaces. A record is written before the thing is made and deleted
/// after it is removed, so that the next process finds the leftovers of a killed one at any location. Thread-safe; processes can share the
/// directory.
/// </summary>
/// <remarks>
/// <code>
/// leftovers/
///   lock                  held while the directory of an owner is made or checked
///   owner-UNIQUE/lock     held by a process until it ends, however that happens
///   owner-UNIQUE/UNIQUE   a record as JSON
/// </code>
/// A process with a lock lives, and its things stay.
/// </remarks>
public sealed class LeftoverRecords : IAsyncDisposable
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
    private const UnixFileMode RecordMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private const string LockName = "lock";
    private const string OwnerPrefix = "owner-";
    private const string BootPath = "/proc/sys/kernel/random/boot_id";

    private readonly string _directory;
    private readonly SafeFileHandle _lock;
    private readonly ConcurrentDictionary<string, (ILeftoverKind Kind, string Path)> _registered = new(StringComparer.Ordinal);
    private readonly string _boot = File.ReadAllText(BootPath).Trim();
    private readonly ILogger _logger;

    private LeftoverRecords(string directory, SafeFileHandle @lock, ILogger logger)
    {
        _directory = directory;
        _lock = @lock;
        _logger = logger;
    }

    /// <summary>Ends when the things of ended processes are removed.</summary>
    internal Task Cleaning { get; private set; } = Task.CompletedTask;

    /// <summary>Opens the directory, creates it if it is missing, and removes the leftovers of ended processes in the background.</summary>
    /// <param name="root">The absolute path of the directory.</param>
    /// <param name="kinds">All kinds of things.</param>
    /// <exception cref="ImaginatorException">The directory cannot be used.</exception>
    internal static LeftoverRecords Open(string root, IReadOnlyList<ILeftoverKind> kinds, ILogger logger)
    {
        try
        {
            Directory.CreateDirectory(root, OwnerOnly);
            using var handle = DirectoryHandle.OpenHost(root);
            using var held = LockFile.Take(handle, LockName);
            var abandoned = Directory.EnumerateDirectories(root, OwnerPrefix + "*").Select(TryTakeOver).OfType<TakenOver>().ToList();
            var directory = Path.Combine(root, OwnerPrefix + Guid.NewGuid().ToString("N"));
            Directory.CreateDirectory(directory, OwnerOnly);
            var records = new LeftoverRecords(
                directory, TryLock(directory) ?? throw new IOException($"\"{directory}\" is locked"), logger);
            records.Cleaning = abandoned.Count == 0 ? Task.CompletedTask : Task.Run(() => records.CleanAsync(abandoned, kinds));
            return records;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ImaginatorException(
                $"cannot use {root} for the records of builds: {e.Clause()}; choose another directory with -stateDir", e);
        }
    }

    /// <summary>Records a thing. Must be called before the thing is made.</summary>
    /// <returns>Disposed of when the thing is removed, and not before.</returns>
    /// <exception cref="IOException">The record cannot be written.</exception>
    internal IDisposable Register(ILeftoverKind kind, string path)
    {
        var file = Path.Combine(_directory, Guid.NewGuid().ToString("N"));
        var json = Encode(new LeftoverRecord(kind.Name, path, _boot));
        if (kind.EndsWithMachine)
        {
            // Survives a kill of this process, and need not survive more.
            File.WriteAllBytes(file, json);
        }
        else
        {
            DurableFile.Replace(file, json, RecordMode);
        }

        _registered[file] = (kind, path);
        return new Registration(this, file);
    }

    /// <summary>Waits for the removal, and leaves the remaining records to the next process.</summary>
    public async ValueTask DisposeAsync()
    {
        await Cleaning;
        foreach (var (file, (kind, path)) in _registered)
        {
            if (kind.IsAbsent(path))
            {
                Forget(file);
            }
        }

        if (!Directory.EnumerateFiles(_directory).Any(path => Path.GetFileName(path) != LockName))
        {
            Directory.Delete(_directory, recursive: true);
        }

        Unlock(_lock);
    }

    /// <summary>Locks the directory of an ended process; null if the process lives. Requires the lock of the root.</summary>
    private static TakenOver? TryTakeOver(string directory)
    {
        try
        {
            return TryLock(directory) is { } held ? new TakenOver(directory, held) : null;
        }
        catch (IOException) when (!Directory.Exists(directory))
        {
            // Its process has just removed it.
            return null;
        }
    }

    private static SafeFileHandle? TryLock(string directory)
    {
        using var handle = DirectoryHandle.OpenHost(directory);
        var file = LockFile.Open(handle, LockName);
        if (FileLocks.TryLock(file, exclusive: true))
        {
            return file;
        }

        file.Dispose();
        return null;
    }

    private async Task CleanAsync(List<TakenOver> abandoned, IReadOnlyList<ILeftoverKind> kinds)
    {
        foreach (var owner in abandoned)
        {
            using (owner)
            {
                try
                {
                    await CleanAsync(owner.Directory, kinds);
                }
                catch (Exception e) when (e is IOException or UnauthorizedAccessException)
                {
                    LeftoverLog.NotRemoved(_logger, "records", owner.Directory, e.Message);
                }
            }
        }
    }

    private async Task CleanAsync(string directory, IReadOnlyList<ILeftoverKind> kinds)
    {
        var isClean = true;
        foreach (var path in Directory.GetFiles(directory).Where(path => Path.GetFileName(path) != LockName))
        {
            isClean &= await TryCleanAsync(path, kinds);
        }

        if (isClean)
        {
            Directory.Delete(directory, recursive: true);
        }
    }

    private async Task<bool> TryCleanAsync(string path, IReadOnlyList<ILeftoverKind> kinds)
    {
        if (Read(path) is { } record
            && kinds.FirstOrDefault(kind => kind.Name == record.Kind) is var kind
            && !(kind is { EndsWithMachine: true } && record.Boot != _boot))
        {
            try
            {
                var removal = kind is null ? LeftoverRemoval.InUse : await kind.RemoveAsync(record.Path);
                if (removal == LeftoverRemoval.InUse)
                {
                    LeftoverLog.NotRemoved(_logger, record.Kind, record.Path, kind is null ? "unknown kind" : "still in use");
                    return false;
                }

                if (removal == LeftoverRemoval.Removed)
                {
                    LeftoverLog.Removed(_logger, record.Kind, record.Path);
                }
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                LeftoverLog.NotRemoved(_logger, record.Kind, record.Path, e.Message);
                return false;
            }
        }

        File.Delete(path);
        return true;
    }

    private void Forget(string file)
    {
        File.Delete(file);
        _registered.TryRemove(file, out _);
    }

    /// <summary>The record as JSON. An idle daemon does not have the serializer, which <see cref="Read"/> loads only for leftovers.</summary>
    private static byte[] Encode(LeftoverRecord record)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartObject();
            writer.WriteString(nameof(LeftoverRecord.Kind), record.Kind);
            writer.WriteString(nameof(LeftoverRecord.Path), record.Path);
            writer.WriteString(nameof(LeftoverRecord.Boot), record.Boot);
            writer.WriteEndObject();
        }

        return buffer.WrittenSpan.ToArray();
    }

    private LeftoverRecord? Read(string path)
    {
        try
        {
            return JsonSerializer.Deserialize(File.ReadAllBytes(path), LeftoverJson.Default.LeftoverRecord);
        }
        catch (JsonException e)
        {
            // The process was killed while it wrote the record, before it made the thing.
            LeftoverLog.Invalid(_logger, path, e.Message);
            return null;
        }
    }

    /// <summary>Releases a lock also for programs that are being started, which have copies of the file for a moment.</summary>
    private static void Unlock(SafeFileHandle file)
    {
        FileLocks.Unlock(file);
        file.Dispose();
    }

    private sealed class TakenOver(string directory, SafeFileHandle held) : IDisposable
    {
        public string Directory => directory;

        public void Dispose() => Unlock(held);
    }

    private sealed class Registration(LeftoverRecords records, string file) : IDisposable
    {
        public void Dispose() => records.Forget(file);
    }
}
