using System.Buffers.Text;
using System.Collections.Immutable;
using System.Text;
using Imaginator.Files;
using Imaginator.Images;

namespace Imaginator.Building.Packaging;

/// <summary>What <c>generic-packager list</c> printed: a line <c>NAME VERSION [SIZE]</c> for each package.</summary>
/// <param name="Packages">The packages, sorted by name byte by byte, those of one name in the order of the lines.</param>
/// <param name="MalformedLines">The lines that are something else, fit for a log; for warnings. At most a few.</param>
internal sealed record PackageList(ImmutableArray<Package> Packages, ImmutableArray<string> MalformedLines)
{
    /// <summary>How much output is read, in bytes: far more than any distribution has packages.</summary>
    public const int LongestOutput = 64 * 1024 * 1024;

    private const int MaximumMalformed = 20;
    private const int LongestMalformed = 200;

    /// <summary>Reads the output.</summary>
    /// <param name="output">The output.</param>
    /// <param name="sizeMultiplier">What sizes are multiplied by to get bytes.</param>
    /// <returns>The packages.</returns>
    /// <exception cref="ImaginatorException">The output is longer than <see cref="LongestOutput"/>.</exception>
    public static PackageList Parse(ReadOnlySpan<byte> output, ulong sizeMultiplier)
    {
        if (output.Length > LongestOutput)
        {
            throw new ImaginatorException(
                $"The packager's list of packages has {output.Length} bytes; at most {LongestOutput} are read. "
                + "Check the ListCommand of the packager type.");
        }

        var packages = new List<Package>();
        var malformed = ImmutableArray.CreateBuilder<string>();
        foreach (var range in output.Split((byte)'\n'))
        {
            var line = output[range];
            if (!line.ContainsAnyExcept(" \t\r"u8))
            {
                continue;
            }

            if (TryParseLine(line, sizeMultiplier) is { } package)
            {
                packages.Add(package);
            }
            else if (malformed.Count < MaximumMalformed)
            {
                malformed.Add(FileName.ToDisplay(FileName.Decode(line[..Math.Min(line.Length, LongestMalformed)])));
            }
        }

        return new PackageList(
            [.. packages.OrderBy(package => package.Name, FileName.BytewiseComparer)], malformed.DrainToImmutable());
    }

    /// <summary>Reads what <c>generic-packager show-size-multiplier</c> printed.</summary>
    /// <param name="output">The output; nothing means 1.</param>
    /// <returns>The multiplier.</returns>
    /// <exception cref="ImaginatorException">It is not a number, or 0.</exception>
    public static ulong ParseSizeMultiplier(ReadOnlySpan<byte> output)
    {
        var text = output.Trim(" \t\r\n"u8);
        if (text.IsEmpty)
        {
            return 1;
        }

        return Utf8Parser.TryParse(text, out ulong multiplier, out var length) && length == text.Length && multiplier > 0
            ? multiplier
            : throw new ImaginatorException(
                "generic-packager show-size-multiplier printed "
                + $"\"{FileName.ToDisplay(FileName.Decode(text[..Math.Min(text.Length, LongestMalformed)]))}\" instead of a "
                + "number above 0. Mend the script in the source image.");
    }

    private static Package? TryParseLine(ReadOnlySpan<byte> line, ulong sizeMultiplier)
    {
        if (!System.Text.Unicode.Utf8.IsValid(line))
        {
            return null;
        }

        return Encoding.UTF8.GetString(line).Split((char[])[' ', '\t', '\r'], StringSplitOptions.RemoveEmptyEntries) switch
        {
            [var name, var version] => new Package(name, version),
            [var name, var version, var size] when TryMultiply(size, sizeMultiplier) is { } bytes =>
                new Package(name, version, bytes),
            _ => null,
        };
    }

    private static ulong? TryMultiply(string size, ulong multiplier) =>
        ulong.TryParse(size, System.Globalization.NumberStyles.None, null, out var number)
        && (UInt128)number * multiplier <= ulong.MaxValue
            ? number * multiplier
            : null;
}
