namespace Imaginator.Protocol.Srpc;

/// <summary>A call failed. A method handler throws it to reply with an error line.</summary>
public sealed class SrpcException : ImaginatorException
{
    /// <summary>Creates the exception for a method that fails.</summary>
    public SrpcException(string message) : this(SrpcError.Failed, message)
    {
    }

    /// <summary>Creates the exception.</summary>
    public SrpcException(SrpcError reason, string message, Exception? innerException = null)
        : base(message, innerException!) => Reason = reason;

    /// <summary>The reason of the failure.</summary>
    public SrpcError Reason { get; }
}
