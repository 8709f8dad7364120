namespace Imaginator.Host.Web.Console.Streams.Lists;

/// <summary>A directory of streams, with the number of streams below it.</summary>
internal sealed record StreamDirectory(string Path, int Count);
