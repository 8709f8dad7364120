using System.Collections.Immutable;
using Imaginator.Host.Images.Trees;

namespace Imaginator.Host.Web.Console.Images.Differences;

/// <summary>The states of a file in the images of a stream, the newest first.</summary>
internal sealed record HistoryModel(string StreamName, string Path, ImmutableArray<FileVersion> Versions);
