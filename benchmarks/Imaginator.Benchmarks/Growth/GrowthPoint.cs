using System.Globalization;
using System.Text;
using Imaginator.Quantities;

namespace Imaginator.Benchmarks.Growth;

/// <summary>What building an image of so many files of such a size takes.</summary>
/// <param name="Files">How many files.</param>
/// <param name="FileBytes">The size of each in bytes.</param>
/// <param name="ScanSeconds">How long scanning, hashing and sending took.</param>
/// <param name="PublishSeconds">How long it took until the image was on the disk.</param>
/// <param name="UnpackSeconds">How long unpacking the image took.</param>
/// <param name="BuildPeakBytes">The most memory that the building program had.</param>
/// <param name="UnpackPeakBytes">The most memory that the unpacking program had.</param>
internal sealed record GrowthPoint(
    int Files,
    long FileBytes,
    double ScanSeconds,
    double PublishSeconds,
    double UnpackSeconds,
    long BuildPeakBytes,
    long UnpackPeakBytes)
{
    /// <summary>A table for people.</summary>
    public static string ToTable(IEnumerable<GrowthPoint> points)
    {
        var text = new StringBuilder();
        text.AppendLine("    files       each    scan s    publish s   unpack s   MiB/s scanned   memory to build   to unpack");
        foreach (var point in points)
        {
            var scanned = point.Files * (double)point.FileBytes / point.ScanSeconds / (1 << 20);
            text.AppendLine(
                CultureInfo.InvariantCulture,
                $"{point.Files,9} {ByteSize.Describe(point.FileBytes),10} {point.ScanSeconds,9:0.00} {point.PublishSeconds,12:0.00} {point.UnpackSeconds,10:0.00} {scanned,15:0} {ByteSize.Describe(point.BuildPeakBytes),17} {ByteSize.Describe(point.UnpackPeakBytes),11}");
        }

        return text.ToString();
    }
}
