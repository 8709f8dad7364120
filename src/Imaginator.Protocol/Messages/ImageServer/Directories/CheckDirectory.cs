namespace Imaginator.Protocol.Messages.ImageServer.Directories;

/// <summary>What <c>CheckDirectory</c> is asked.</summary>
public sealed record CheckDirectoryRequest
{
    public string DirectoryName { get; init; } = "";
}

/// <summary>What <c>CheckDirectory</c> answers.</summary>
public sealed record CheckDirectoryResponse
{
    public bool DirectoryExists { get; init; }
}
