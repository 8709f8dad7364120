using System.Globalization;
using System.Runtime.InteropServices;

namespace Imaginator.Benchmarks.Growth;

/// <summary>Fills a directory with files, no two of which are the same.</summary>
internal static class FileMaker
{
    /// <summary>What makes this program one that does nothing else.</summary>
    public const string Command = "make-files";

    private const int FilesPerDirectory = 1000;
    private const int BufferSize = 1 << 20;

    /// <summary>Makes files.</summary>
    /// <param name="directory">Where.</param>
    /// <param name="count">How many.</param>
    /// <param name="size">How many bytes each has.</param>
    public static void Make(string directory, string count, string size)
    {
        var files = int.Parse(count, CultureInfo.InvariantCulture);
        var bytes = long.Parse(size, CultureInfo.InvariantCulture);
        var buffer = new byte[(int)Math.Min(bytes, BufferSize)];
        new Random(1).NextBytes(buffer);
        for (var i = 0; i < files; i++)
        {
            var place = Path.Combine(directory, $"files{i / FilesPerDirectory}");
            if (i % FilesPerDirectory == 0)
            {
                Directory.CreateDirectory(place);
            }

            using var file = File.OpenHandle(
                Path.Combine(place, $"{i}"), FileMode.CreateNew, FileAccess.Write, preallocationSize: bytes);
            for (var written = 0L; written < bytes; written += buffer.Length)
            {
                // Differs in each piece of each file.
                MemoryMarshal.Write(buffer, i);
                MemoryMarshal.Write(buffer.AsSpan(sizeof(int)), written);
                RandomAccess.Write(file, buffer.AsSpan(0, (int)Math.Min(buffer.Length, bytes - written)), written);
            }
        }
    }
}
