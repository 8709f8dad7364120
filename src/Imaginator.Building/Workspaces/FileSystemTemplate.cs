using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using Imaginator.Building.HostTools;
using Imaginator.Linux.Storage;
using Imaginator.Linux.Trees;
using Microsoft.Win32.SafeHandles;

namespace Imaginator.Building.Workspaces;

/// <summary>An empty file system in a sparse file. Copies of it, of some hundred KiB, take the place of a tool run for each build.</summary>
internal sealed class FileSystemTemplate : IDisposable
{
    /// <summary>The kernel's name of the file system.</summary>
    public const string Type = "ext4";

    /// <summary>The program that makes file systems.</summary>
    public const string Tool = "mke2fs";

    private const string Features = "none,ext_attr,dir_index,filetype,extent,64bit,flex_bg,sparse_super,large_file,huge_file,dir_nlink,"
        + "extra_isize,uninit_bg";

    // Also the smallest file system that has room for some files.
    private const long Alignment = 1024 * 1024;

    // One for each block, so that files with contents never need more.
    private const int BytesPerInode = 4096;

    private readonly FileStream _file;
    private readonly long _length;

    private FileSystemTemplate(FileStream file)
    {
        _file = file;
        _length = file.Length;
    }

    /// <summary>Makes a file system.</summary>
    /// <param name="directory">The directory of the file, which has no name.</param>
    /// <param name="bytes">The limit of its contents in bytes.</param>
    /// <exception cref="ImaginatorException">The tool is missing or fails.</exception>
    public static async Task<FileSystemTemplate> MakeAsync(string directory, long bytes, CancellationToken cancellationToken)
    {
        var file = NamelessFile.Create(directory);
        try
        {
            // The tables of inodes and blocks do not count towards the limit.
            var tables = bytes / BytesPerInode * 256;
            file.SetLength((bytes + tables + (bytes / 256) + (8 * Alignment)) / Alignment * Alignment);
            await FormatAsync(file, cancellationToken);
            return new FileSystemTemplate(file);
        }
        catch
        {
            await file.DisposeAsync();
            throw;
        }
    }

    /// <summary>Copies the file system to a new file without a name.</summary>
    public FileStream Copy(string directory, CancellationToken cancellationToken)
    {
        var copy = NamelessFile.Create(directory);
        try
        {
            copy.SetLength(_length);
            lock (_file)
            {
                for (var position = 0L; position < _length;)
                {
                    var (start, end) = FileExtents.Next(_file.SafeFileHandle, position, _length);
                    CopyRange(copy.SafeFileHandle, start, end, cancellationToken);
                    position = end;
                }
            }

            return copy;
        }
        catch
        {
            copy.Dispose();
            throw;
        }
    }

    public void Dispose() => _file.Dispose();

    private void CopyRange(SafeFileHandle copy, long start, long end, CancellationToken cancellationToken)
    {
        var buffer = new byte[128 * 1024];
        while (start < end)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var count = RandomAccess.Read(_file.SafeFileHandle, buffer.AsSpan(0, (int)Math.Min(buffer.Length, end - start)), start);
            if (count == 0)
            {
                return;
            }

            RandomAccess.Write(copy, buffer.AsSpan(0, count), start);
            start += count;
        }
    }

    private static async Task FormatAsync(FileStream file, CancellationToken cancellationToken)
    {
        var path = string.Create(
            CultureInfo.InvariantCulture, $"/proc/{Environment.ProcessId}/fd/{(int)file.SafeFileHandle.DangerousGetHandle()}");
        string[] arguments =
        [
            "-q", "-F", "-t", Type, "-b", "4096", "-O", Features, "-m", "0", "-i", BytesPerInode.ToString(CultureInfo.InvariantCulture),
            "-I", "256", "-E", "lazy_itable_init=1,nodiscard,root_owner=0:0", path,
        ];
        using var process = Start(arguments);
        var errors = process.StandardError.ReadToEndAsync(cancellationToken);
        await process.WaitForExitAsync(cancellationToken);
        if (process.ExitCode != 0)
        {
            throw new ImaginatorException(
                $"cannot make a file system for a build: mke2fs: exit status {process.ExitCode}: {(await errors).Trim()}");
        }
    }

    private static Process Start(string[] arguments)
    {
        var tool = ToolSearch.Find(Tool, ToolSearch.Standard) ?? throw new ImaginatorException(
            "cannot make a file system for a build: mke2fs is not installed; install the package e2fsprogs, or use -buildDisk=none");
        try
        {
            return Process.Start(new ProcessStartInfo(tool, arguments)
            {
                RedirectStandardError = true,
                Environment = { ["LC_ALL"] = "C", ["PATH"] = ToolSearch.Directories },
            })!;
        }
        catch (Win32Exception e)
        {
            throw new ImaginatorException(
                $"cannot make a file system for a build: {tool}: {e.Clause()}; correct the program, or use -buildDisk=none", e);
        }
    }
}
