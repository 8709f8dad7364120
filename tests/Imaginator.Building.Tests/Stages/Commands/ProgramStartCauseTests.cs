using System.Runtime.InteropServices;
using Imaginator.Building.Sandboxing;
using Imaginator.Building.Stages.Commands;
using Imaginator.Building.Tests.Trees;

namespace Imaginator.Building.Tests.Stages.Commands;

public sealed class ProgramStartCauseTests : IDisposable
{
    private readonly TestTree _image = new TestTree().File("bin/sh", "x");

    public void Dispose() => _image.Dispose();

    [Fact]
    public void Names_InterpreterThatIsMissing() => Assert.Equal(
        "its interpreter \"/usr/bin/perl\" does not exist in the image; install it, or correct the first line",
        CauseOf("#! /usr/bin/perl -w\n"));

    [Fact]
    public void Names_CarriageReturn() => Assert.StartsWith(
        "its first line names the interpreter \"/bin/sh\\r\": its lines end with CR LF", CauseOf("#!/bin/sh\r\n"), StringComparison.Ordinal);

    [Fact]
    public void Names_OtherArchitecture()
    {
        var header = new byte[64];
        "\u007FELF\u0002\u0001"u8.CopyTo(header);
        header[18] = RuntimeInformation.OSArchitecture == Architecture.S390x ? (byte)62 : (byte)22;
        Directory.CreateDirectory(_image["scripts"]);
        File.WriteAllBytes(_image["scripts/x"], header);
        Assert.StartsWith("it is a program for ", Find(126), StringComparison.Ordinal);

        File.Move(_image["scripts/x"], _image["bin/other"]);
        Assert.StartsWith("its interpreter \"/bin/other\" is a program for ", CauseOf("#!/bin/other\n"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Names_LoaderThatIsMissing(bool isWide)
    {
        // Of an architecture that this machine knows nothing about, so that only the loader counts.
        var program = new byte[200];
        "\u007FELF"u8.CopyTo(program);
        (program[4], program[5], program[18]) = (isWide ? (byte)2 : (byte)1, 1, 255);
        (program[isWide ? 32 : 28], program[isWide ? 54 : 42], program[isWide ? 56 : 44]) = (64, isWide ? (byte)56 : (byte)32, 1);
        (program[64], program[isWide ? 72 : 68], program[isWide ? 96 : 80]) = (3, 150, 15);
        "/lib/ld-musl.so"u8.CopyTo(program.AsSpan(150));
        Directory.CreateDirectory(_image["scripts"]);
        File.WriteAllBytes(_image["scripts/x"], program);

        Assert.StartsWith("it requires the loader \"/lib/ld-musl.so\", which does not exist in the image", Find(127), StringComparison.Ordinal);
        _image.File("lib/ld-musl.so", "x");
        Assert.Null(Find(127));
        File.WriteAllBytes(_image["scripts/x"], program[..100]);
        Assert.Null(Find(127));
    }

    [Theory]
    [InlineData("#!/bin/sh\nno-such-program\n", 127)]
    [InlineData("no-such-program\n", 127)]
    [InlineData("#!/usr/bin/perl\n", 1)]
    [InlineData("", 127)]
    public void SaysNothing_OfProgramThatStarts(string contents, int exitCode) => Assert.Null(CauseOf(contents, exitCode));

    [Fact]
    public void SaysNothing_OfProgramThatIsGone() => Assert.Null(Find(127));

    private string? CauseOf(string contents, int exitCode = 127)
    {
        _image.File("scripts/x", contents);
        return Find(exitCode);
    }

    private string? Find(int exitCode)
    {
        using var root = _image.OpenImage();
        return ProgramStartCause.Find(root, "/scripts/x", new CommandResult { ExitCode = exitCode });
    }
}
