namespace Navarch.ApiServer.Fairness;

/// <summary>One queue of a level: the requests of the flows that were dealt it, in the order they came.</summary>
internal sealed class FairQueue
{
    /// <summary>The virtual time at which its next request may begin.</summary>
    public double NextStart { get; set; }

    /// <summary>The requests of it that run.</summary>
    public int Executing { get; set; }

    /// <summary>The seats they hold.</summary>
    public int SeatsExecuting { get; set; }

    /// <summary>The requests that wait.</summary>
    public int Waiting { get; private set; }

    /// <summary>The seats they want.</summary>
    public int SeatsWaiting { get; private set; }

    /// <summary>The one that came first.</summary>
    public QueuedRequest? Head { get; private set; }

    /// <summary>The one that came last.</summary>
    private QueuedRequest? Tail { get; set; }

    /// <summary>Whether it has anything to do.</summary>
    public bool IsActive => Executing > 0 || Waiting > 0;

    /// <summary>Puts a request at the end.</summary>
    public void Append(QueuedRequest request)
    {
        request.Previous = Tail;
        if (Tail is null)
        {
            Head = request;
        }
        else
        {
            Tail.Next = request;
        }

        Tail = request;
        Waiting++;
        SeatsWaiting += request.Work.Seats;
    }

    /// <summary>Takes a request out, wherever it stands.</summary>
    public void Remove(QueuedRequest request)
    {
        if (request.Previous is null)
        {
            Head = request.Next;
        }
        else
        {
            request.Previous.Next = request.Next;
        }

        if (request.Next is null)
        {
            Tail = request.Previous;
        }
        else
        {
            request.Next.Previous = request.Previous;
        }

        request.Next = null;
        request.Previous = null;
        request.Queue = -1;
        Waiting--;
        SeatsWaiting -= request.Work.Seats;
    }
}
