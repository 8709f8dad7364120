using System.Buffers.Text;
using System.Collections.Immutable;
using System.Text;
using Imaginator.Files;
using Imaginator.Images;

namespace Imaginator.Building.Packaging;

/// <summary>The output of <c>generic-packager list</c>: a line <c>NAME VERSION [SIZE]</c> for each package.</summary>
/// <param name="Packages">The packages, sorted bytewise by name; packages of the same name stay in the order of the lines.</param>
/// <param name="MalformedLines">Lines without a package, escaped for a log; at most 20.</param>
internal sealed record PackageList(ImmutableArray<Package> Packages, ImmutableArray<string> MalformedLines)
{
    /// <summary>The form of a line, for messages.</summary>
    private const string Form = "NAME VERSION, or NAME VERSION SIZE with a SIZE of digits only";

    /// <summary>The maximum length of the output in bytes: far more than any distribution prints.</summary>
    public const int MaximumOutput = 64 * 1024 * 1024;

    private const int MaximumMalformed = 20;
    private const int MaximumMalformedLength = 200;

    /// <summary>Parses the output. Sizes are multiplied by <paramref name="sizeMultiplier"/> to get bytes.</summary>
    public static PackageList Parse(ReadOnlySpan<byte> output, ulong sizeMultiplier)
    {
        if (output.Length > MaximumOutput)
        {
            throw new ImaginatorException(
                $"invalid package list: {output.Length} bytes exceed the maximum of {MaximumOutput} bytes; "
                + "check the ListCommand of the packager type");
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
                malformed.Add(FileName.ToDisplay(FileName.Decode(line[..Math.Min(line.Length, MaximumMalformedLength)])));
            }
        }

        return new PackageList(
            [.. packages.OrderBy(package => package.Name, FileName.BytewiseComparer)], malformed.DrainToImmutable());
    }

    /// <summary>The warning about one of <see cref="MalformedLines"/>.</summary>
    public static string DescribeMalformed(string line) => $"not a package: \"{line}\"; the form of a line is {Form}";

    /// <summary>
    /// Rejects an output without packages if it has lines, or if the image must have packages: the command prints something else than
    /// packages, or reads another database, and the image would seem to have none.
    /// </summary>
    /// <param name="expected">Why the image must have packages; null if it can have none.</param>
    public void RequirePackages(ExpectedPackages? expected)
    {
        if (!Packages.IsEmpty)
        {
            return;
        }

        if (MalformedLines is [var first, ..])
        {
            throw new ImaginatorException(
                $"generic-packager list printed no package: the first line is \"{first}\", but the form of a line is {Form}; correct the "
                + "ListCommand of the packager type, and rebuild the bootstrap image");
        }

        if (expected is not null)
        {
            throw new ImaginatorException($"generic-packager list printed no package, but {expected.Reason}; {expected.Cure}");
        }
    }

    /// <summary>Parses the output of <c>generic-packager show-size-multiplier</c>; an empty output means 1.</summary>
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
                + $"\"{FileName.ToDisplay(FileName.Decode(text[..Math.Min(text.Length, MaximumMalformedLength)]))}\" instead of a "
                + "number above 0; correct the script in the source image");
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
