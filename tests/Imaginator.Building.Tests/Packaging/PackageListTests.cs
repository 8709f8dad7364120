using System.Text;
using CsCheck;
using Imaginator.Building.Packaging;
using Imaginator.Images;

namespace Imaginator.Building.Tests.Packaging;

public sealed class PackageListTests
{
    [Fact]
    public void Refuses_OutputWithLinesButNoPackage_AndSaysTheForm()
    {
        var message = Assert.Throws<ImaginatorException>(
            () => PackageList.Parse("bash-5.2-r0\nzlib-1.3-r1\n"u8, 1).RequirePackages(null)).Message;
        Assert.Contains("the first line is \"bash-5.2-r0\", but the form of a line is NAME VERSION", message, StringComparison.Ordinal);
        Assert.Contains("correct the ListCommand", message, StringComparison.Ordinal);
    }

    [Fact]
    public void Accepts_AnEmptyList_AndAListWithAPackage()
    {
        PackageList.Parse(""u8, 1).RequirePackages(null);
        PackageList.Parse("\n \n"u8, 1).RequirePackages(null);
        PackageList.Parse("bad\nbash 5.2\n"u8, 1).RequirePackages(ExpectedPackages.AfterInstallation);
        Assert.Equal(
            "not a package: \"bad\"; the form of a line is NAME VERSION, or NAME VERSION SIZE with a SIZE of digits only",
            PackageList.DescribeMalformed("bad"));
    }

    [Fact]
    public void Refuses_AnEmptyList_AfterPackagesWereInstalled() => Assert.StartsWith(
        "generic-packager list printed no package, but the build installed packages; correct the ListCommand of the packager type",
        Assert.Throws<ImaginatorException>(() => PackageList.Parse("\n"u8, 1).RequirePackages(ExpectedPackages.AfterInstallation)).Message,
        StringComparison.Ordinal);

    [Fact]
    public void Reads_PackagesSortedByNameByteByByte_WithTheirSizesMultiplied()
    {
        var list = PackageList.Parse("zlib 1.2 10\nApt 2:1.0\n\nbash  5.2\t7 \r\nlibé 1 1\nlibz 1 1\n"u8, 1024);

        Assert.Equal(
            [
                new Package("Apt", "2:1.0"), new("bash", "5.2", 7 * 1024), new("libz", "1", 1024), new("libé", "1", 1024),
                new("zlib", "1.2", 10 * 1024),
            ],
            list.Packages);
        Assert.Empty(list.MalformedLines);
    }

    [Fact]
    public void Keeps_SeveralVersionsOfOnePackage_InTheOrderOfTheLines() =>
        Assert.Equal(
            ["6.2", "6.10"], PackageList.Parse("kernel 6.2\nkernel 6.10\n"u8, 1).Packages.Select(package => package.Version));

    [Theory]
    [InlineData("lonely")]
    [InlineData("a 1 x")]
    [InlineData("a 1 -1")]
    [InlineData("a 1 1 1")]
    [InlineData("a 1 18446744073709551615")]
    [InlineData("a 1 99999999999999999999999")]
    [InlineData("(none) 1 (none)")]
    public void Reports_MalformedLine(string line)
    {
        var list = PackageList.Parse(Encoding.UTF8.GetBytes($"good 1 1\n{line}\n"), 2);

        Assert.Equal("good", Assert.Single(list.Packages).Name);
        Assert.Equal(line, Assert.Single(list.MalformedLines));
    }

    [Fact]
    public void Bounds_WhatItReports()
    {
        var list = PackageList.Parse(Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat(new string('x', 10_000) + "\n", 100))), 1);

        Assert.Equal(20, list.MalformedLines.Length);
        Assert.All(list.MalformedLines, line => Assert.Equal(200, line.Length));
    }

    [Fact]
    public void Refuses_OutputThatIsTooLong() =>
        Assert.Throws<ImaginatorException>(() => PackageList.Parse(new byte[PackageList.MaximumOutput + 1], 1));

    [Fact]
    public void Reads_AnyBytes() =>
        Gen.Select(Gen.Byte.Array[0, 100], Gen.ULong).Sample((bytes, multiplier) =>
            PackageList.Parse(bytes, multiplier).MalformedLines.All(line => !line.Any(char.IsControl)));

    [Theory]
    [InlineData("", 1)]
    [InlineData("\n", 1)]
    [InlineData("1024\n", 1024)]
    public void Reads_SizeMultiplier(string output, ulong expected) =>
        Assert.Equal(expected, PackageList.ParseSizeMultiplier(Encoding.UTF8.GetBytes(output)));

    [Theory]
    [InlineData("0")]
    [InlineData("-1")]
    [InlineData("1 2")]
    [InlineData("99999999999999999999999")]
    [InlineData("KiB")]
    public void Refuses_BadSizeMultiplier(string output) => Assert.Contains(
        $"\"{output}\"",
        Assert.Throws<ImaginatorException>(() => PackageList.ParseSizeMultiplier(Encoding.UTF8.GetBytes(output))).Message,
        StringComparison.Ordinal);
}
