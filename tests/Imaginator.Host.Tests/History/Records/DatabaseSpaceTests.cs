using System.Diagnostics;
using Imaginator.Host.Databases;
using Imaginator.Linux;
using Microsoft.Extensions.Time.Testing;

namespace Imaginator.Host.Tests.History.Records;

/// <summary>Databases on a nearly full disk. Requires root.</summary>
public sealed class DatabaseSpaceTests
{
    // The kernel kills a process that writes to a mapped file for a part of whose page there is no block.
    [Fact]
    public void DiskWhoseBlocksAreSmallerThanAPage_IsCalledFull_BeforeSQLiteMapsItsMemory()
    {
        using var directory = new TemporaryDirectory();
        var (image, mount) = (directory.PathOf("disk"), directory.PathOf("mount"));
        Directory.CreateDirectory(mount);
        using (var file = File.Create(image))
        {
            file.SetLength(16 << 20);
        }

        Run("mkfs.ext4", "-q", "-b", "1024", "-O", "^has_journal", "-m", "0", image);
        Run("mount", "-o", "loop", image, mount);
        try
        {
            var filler = mount + "/filler";
            Fill(filler);
            var schema = new DatabaseSchema("test", ["CREATE TABLE numbers (number INTEGER)"]);
            using var database = new SqliteDatabase(
                mount + "/test.db", schema, new FakeTimeProvider(), (_, _) => throw new InvalidOperationException("it is not damaged"));

            Assert.Equal(Errno.ENOSPC, Assert.Throws<LinuxException>(() => database.Open().Dispose()).Error);

            File.Delete(filler);
            database.Open().Dispose();
        }
        finally
        {
            Run("umount", "--lazy", mount);
        }
    }

    /// <summary>Fills the disk, except for space that SQLite could begin with.</summary>
    private static void Fill(string path)
    {
        using var file = new FileStream(path, FileMode.CreateNew, FileAccess.Write, FileShare.None, bufferSize: 0);
        try
        {
            while (true)
            {
                file.Write(new byte[64 * 1024]);
            }
        }
        catch (IOException)
        {
            file.SetLength(file.Length - (192 * 1024));
        }
    }

    private static void Run(string program, params string[] arguments)
    {
        using var process = Process.Start(program, arguments);
        process.WaitForExit();
        Assert.Equal(0, process.ExitCode);
    }
}
