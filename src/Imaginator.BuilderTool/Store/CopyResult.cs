using System.Collections.Immutable;
using Imaginator.BuilderTool.Output;
using Imaginator.Files;
using Imaginator.Quantities;

namespace Imaginator.BuilderTool.Store;

/// <summary>The result of <c>copy-store</c>.</summary>
internal sealed record CopyResult
{
    /// <summary>The number of images that were copied.</summary>
    public required int Copied { get; init; }

    /// <summary>The number of images that the target had.</summary>
    public required int Present { get; init; }

    /// <summary>The number of those whose expiration was postponed.</summary>
    public required int Postponed { get; init; }

    /// <summary>The number of objects that were new to the target.</summary>
    public required long Objects { get; init; }

    /// <summary>The bytes that were read from the source.</summary>
    public required long Bytes { get; init; }

    /// <summary>The images that could not be copied.</summary>
    public required ImmutableArray<CopyFailure> Failures { get; init; }

    /// <summary>What the target does not keep, as one line for each image.</summary>
    public required ImmutableArray<string> Warnings { get; init; }

    public void Write(TextWriter error)
    {
        foreach (var warning in Warnings)
        {
            error.WriteLine($"warning: {warning}");
        }

        foreach (var failure in Failures)
        {
            error.WriteLine($"cannot copy image \"{FileName.ToDisplay(failure.ImageName)}\": {failure.Error}");
        }

        var failed = Failures.IsEmpty ? "" : $", {Failures.Length} failed";
        var postponed = Postponed > 0 ? $" ({Postponed} with a later expiration now)" : "";
        error.WriteLine(
            $"{CountFormat.Of(Copied, "image")} copied, {Present} present before{postponed}{failed}; "
            + $"{CountFormat.Of(Objects, "new object")}, {ByteSize.Describe(Bytes)} transferred");
    }

    public object ToJson() => new
    {
        Copied,
        Present,
        Postponed,
        Failures,
        Warnings,
        Objects,
        Bytes,
    };
}
