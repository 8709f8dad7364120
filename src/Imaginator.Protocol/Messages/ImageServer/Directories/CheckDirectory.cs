namespace Imaginator.Protocol.Messages.ImageServer.Directories;

/// <summary>What <c>CheckDirectory</c> is asked.</summary>
internal sealed record CheckDirectoryRequest
{
    public string DirectoryName { get; init; } = "";
}

/// <summary>What <c>CheckDirectory</c> answers.</summary>
internal sealed record CheckDirectoryResponse
{
    public bool DirectoryExists { get; init; }
}
