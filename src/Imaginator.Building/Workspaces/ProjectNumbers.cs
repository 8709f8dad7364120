using System.Globalization;
using System.Text;
using Imaginator.Linux.Storage;

namespace Imaginator.Building.Workspaces;

/// <summary>
/// Numbers the projects of workspaces. Files in the image store keep the number of their project: if it were used again, they would
/// count to the quota of another build. The last number is therefore on the disk before it is used.
/// </summary>
internal static class ProjectNumbers
{
    private const string FileName = "last-project";

    // Projects below are those of the machine's administrator.
    private const uint First = 1 << 24;
    private const uint Last = 1 << 30;

    /// <summary>Takes the next number. The caller holds the lock of the directory.</summary>
    /// <param name="directory">The directory of the workspaces.</param>
    /// <exception cref="ImaginatorException">The file with the last number is damaged.</exception>
    public static uint Take(string directory)
    {
        var path = Path.Combine(directory, FileName);
        var last = File.Exists(path) ? Parse(path, File.ReadAllText(path)) : Last;
        var project = last == Last ? First : last + 1;
        DurableFile.Replace(
            path,
            Encoding.ASCII.GetBytes(project.ToString(CultureInfo.InvariantCulture)),
            UnixFileMode.UserRead | UnixFileMode.UserWrite);
        return project;
    }

    private static uint Parse(string path, string text) =>
        uint.TryParse(text.AsSpan().TrimEnd(), NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number is >= First and <= Last
            ? number
            : throw new ImaginatorException(string.Create(
                CultureInfo.InvariantCulture,
                $"cannot give a build a project quota: {path} does not contain a number from {First} to {Last}; write the highest "
                + $"number to it that \"repquota -P\" shows, or {First} if it shows none in this range"));
}
